DELETE { _:x <http://ports.example/b> ?c } WHERE { ?a ?b ?c }
