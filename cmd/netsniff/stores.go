package main

import "netsniff/report/store"

// storeAt returns the store that is meant by what stands on a command line: the path of a
// directory.
func storeAt(place string) (store.Store, error) { return store.NewFolder(place), nil }
