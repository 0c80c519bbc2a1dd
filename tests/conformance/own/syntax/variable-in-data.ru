INSERT DATA { ?s <http://ports.example/b> 1 }
