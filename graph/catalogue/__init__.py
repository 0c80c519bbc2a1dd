"""What is in the graph, as people look it up: entities, events, agreements, commitments, articles, and why each edge stands.

reading      names, facts and pages, in batches        views   the values given
lists        filtered, sorted lists                    single  one thing with its facts
articles     articles and their claims                 claims  claims with their words
evidence     why an edge stands                        picture a part of the graph to draw
promises     what was promised                        sources who says so: articles, outlets, origins
background   what is known from elsewhere            statistics
"""
