PREFIX : <http://ports.example/> INSERT DATA { :a :b 1 } ; PREFIX p: <http://ports.example/p/> DELETE { p:a ?b ?c } INSERT { GRAPH :g { p:a ?b ?c } } USING :u WHERE { p:a ?b ?c } ;
