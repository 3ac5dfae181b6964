package s3

import (
	"cmp"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"gopkg.in/ini.v1"
)

// attempts is how often a request is tried, with pauses that grow, before it has failed.
const attempts = 6

// connect makes a client of what flags, the environment and ~/.aws say, in this order, as Amazon's
// own tools do.
func connect(o Options) (*minio.Client, error) {
	section := profile()
	endpoint := cmp.Or(o.Endpoint, os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"),
		section["endpoint_url"], "https://s3.amazonaws.com")
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" {
		u = &url.URL{Scheme: "https", Host: endpoint} // HOST:PORT
	}
	return minio.New(u.Host, &minio.Options{
		Secure:     u.Scheme != "http",
		Region:     cmp.Or(o.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), section["region"]),
		MaxRetries: attempts,
		Creds: credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{},
			&credentials.IAM{Client: &http.Client{Timeout: 2 * time.Second}}}),
	})
}

// profile returns the settings of the profile of ~/.aws/config that is in use; none without a file.
func profile() map[string]string {
	home, _ := os.UserHomeDir()
	file, err := ini.Load(cmp.Or(os.Getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config")))
	if err != nil {
		return nil
	}
	name := "default"
	if p := os.Getenv("AWS_PROFILE"); p != "" && p != name {
		name = "profile " + p
	}
	section, err := file.GetSection(name)
	if err != nil {
		return nil
	}
	return section.KeysHash()
}
