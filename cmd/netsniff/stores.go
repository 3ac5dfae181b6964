package main

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"netsniff/report/store"
	"netsniff/report/store/s3"
)

// declareStores declares where object stores are.
func (o *options) declareStores(f *pflag.FlagSet) {
	f.StringVar(&o.objectStore.Endpoint, "s3-endpoint", "",
		"s3:// is at `URL` (default: as AWS_ENDPOINT_URL and ~/.aws/config say, else Amazon's)")
	f.StringVar(&o.objectStore.Region, "s3-region", "", "and in `REGION` (default: as AWS_REGION and ~/.aws/config say)")
}

// storeAt returns the store that is meant by what stands on a command line: s3://BUCKET/PREFIX, or
// the path of a directory.
func (o *options) storeAt(place string) (store.Store, error) {
	if isObject(place) {
		return s3.Open(context.Background(), place, o.objectStore)
	}
	return store.NewFolder(place), nil
}

// isObject reports whether a name is that of objects.
func isObject(name string) bool { return strings.HasPrefix(name, s3.Scheme) }
