PREFIX : <http://ports.example/> COPY DEFAULT TO :kept ; DELETE WHERE { ?p :berths 3 } ; INSERT DATA { :sund :berths 100 }
