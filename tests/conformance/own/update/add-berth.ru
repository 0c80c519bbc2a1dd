PREFIX : <http://ports.example/> DELETE { ?p :berths ?n } INSERT { ?p :berths ?more } WHERE { ?p :berths ?n FILTER(?n > 10) BIND(?n + 1 AS ?more) }
