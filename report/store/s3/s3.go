// Package s3 is a store.Store of objects in a bucket, of Amazon S3 and what speaks as it does. Files that are
// written lie on the disk of this machine until they are complete, and are sent when they get their
// name: an object is there whole or not at all. Whether there is one of that name the server decides
// (If-None-Match: *, https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
package s3

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"netsniff/report/store"
)

// Scheme begins the names of objects: s3://BUCKET/KEY.
const Scheme = "s3://"

// Options say where the server is, for what the environment and ~/.aws do not say.
type Options struct {
	Endpoint string // URL; "": that of Amazon
	Region   string
}

// Bucket is a store of the objects of a bucket whose keys begin with a prefix.
type Bucket struct {
	client *minio.Client
	bucket string
	prefix string // "" or with a slash at its end
	local  *store.Folder
}

var _ store.Store = (*Bucket)(nil)

// Open opens the store at s3://BUCKET[/PREFIX]. That the bucket is not there or may not be read is
// an error at once.
func Open(ctx context.Context, url string, o Options) (*Bucket, error) {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(url, Scheme), "/")
	if bucket == "" {
		return nil, fmt.Errorf("%s: name the bucket: s3://BUCKET/…", url)
	}
	b := &Bucket{bucket: bucket}
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		b.prefix = prefix + "/"
	}
	var err error
	if b.client, err = connect(o); err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	there, err := b.client.BucketExists(ctx, bucket)
	if err != nil {
		return nil, b.failed("open", "", err)
	}
	if !there {
		return nil, &fs.PathError{Op: "open", Path: Scheme + bucket, Err: errNoBucket}
	}
	b.local = store.NewFolder(drafts())
	return b, nil
}

var errNoBucket = errors.New("there is no such bucket")

// drafts is the directory on this machine for what is not complete: this user's, so that what killed
// runs left there is found again.
func drafts() string {
	if dir, err := os.UserCacheDir(); err == nil && filepath.IsAbs(dir) && dir != os.DevNull {
		if dir = filepath.Join(dir, "netsniff", "s3"); os.MkdirAll(dir, 0o700) == nil {
			return dir
		}
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("netsniff-s3-%d", os.Getpid()))
}

// String implements store.Store.
func (b *Bucket) String() string { return Scheme + b.bucket + "/" + strings.TrimSuffix(b.prefix, "/") }

// url names an object.
func (b *Bucket) url(name string) string { return Scheme + b.bucket + "/" + b.prefix + name }

// waits bounds one request, with all its retries; those that carry a file may take as long as that needs.
const waits = 2 * time.Minute

func limited() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), waits)
}

// failed makes an error of what the server said of an object.
func (b *Bucket) failed(op, name string, err error) error {
	said := minio.ToErrorResponse(err)
	switch said.Code {
	case minio.NoSuchBucket:
		return &fs.PathError{Op: op, Path: Scheme + b.bucket, Err: errNoBucket}
	case minio.NoSuchKey:
		err = fs.ErrNotExist
	case minio.PreconditionFailed, "ConditionalRequestConflict":
		err = fs.ErrExist
	case "InvalidAccessKeyId", "SignatureDoesNotMatch":
		err = denied{"the server does not know these credentials: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or ~/.aws"}
	case minio.AccessDenied:
		err = denied{"the server does not allow it with these credentials (" + said.Message + ")"}
	default:
		if said.StatusCode == http.StatusPreconditionFailed || said.StatusCode == http.StatusConflict {
			err = fs.ErrExist
		}
	}
	return &fs.PathError{Op: op, Path: b.url(name), Err: err}
}

// denied is an fs.ErrPermission that says more.
type denied struct{ text string }

func (d denied) Error() string        { return d.text }
func (d denied) Is(target error) bool { return target == fs.ErrPermission }

// Stat implements store.Store.
func (b *Bucket) Stat(name string) (store.Info, error) {
	ctx, cancel := limited()
	defer cancel()
	o, err := b.client.StatObject(ctx, b.bucket, b.prefix+name, minio.StatObjectOptions{})
	if err != nil {
		return store.Info{}, b.failed("stat", name, err)
	}
	return store.Info{Name: name, Size: o.Size, Modified: o.LastModified}, nil
}

// List implements store.Store.
func (b *Bucket) List(dir string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		prefix := b.prefix
		if dir = path.Clean(dir); dir != "." {
			prefix += dir + "/"
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for o := range b.client.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if o.Err != nil {
				yield(store.Info{}, b.failed("list", dir, o.Err))
				return
			}
			name := strings.TrimPrefix(o.Key, b.prefix)
			if hidden(strings.TrimPrefix(o.Key, prefix)) || !fs.ValidPath(name) {
				continue
			}
			if !yield(store.Info{Name: name, Size: o.Size, Modified: o.LastModified}, nil) {
				return
			}
		}
	}
}

// hidden reports whether an element of a name begins with _ or a dot.
func hidden(name string) bool {
	for element := range strings.SplitSeq(name, "/") {
		if element == "" || strings.ContainsRune("_.", rune(element[0])) {
			return true
		}
	}
	return false
}

// Remove implements store.Store.
func (b *Bucket) Remove(name string) error {
	ctx, cancel := limited()
	defer cancel()
	if err := b.client.RemoveObject(ctx, b.bucket, b.prefix+name, minio.RemoveObjectOptions{}); err != nil {
		if err = b.failed("remove", name, err); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Scratch implements store.Store.
func (b *Bucket) Scratch() (*os.File, error) { return b.local.Scratch() }

// Sweep implements store.Store: what is not complete lies on the machine that made it.
func (b *Bucket) Sweep() (int, error) { return b.local.Sweep() }

// Close implements store.Store.
func (b *Bucket) Close() error { return b.local.Close() }
