"""Places, licensed providers and recruiting trials: the project's one door to the network.

`places.find_place` reads a place offline; `search.find_providers` and `search.find_trials` look it up. Only
`http` opens a connection. Nothing is loaded or opened at import.
"""
