package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/minio/minio-go/v7"

	"netsniff/report/store"
)

// draft is a file on this machine that becomes an object.
type draft struct {
	*os.File
	to   *Bucket
	name string
	over bool // it is an object, or is gone
	done bool // it is complete
}

// Create implements store.Store.
func (b *Bucket) Create(name string) (store.Draft, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%s: %q is no name of a file: %w", b, name, fs.ErrInvalid)
	}
	at, err := b.local.Temporary()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return &draft{File: f, to: b, name: name}, nil
}

// Close implements store.Draft.
func (d *draft) Close() error {
	if d.done || d.over {
		return nil
	}
	d.done = true
	err := d.File.Close()
	if err != nil {
		d.Discard()
	}
	return err
}

// partBytes is how much is sent at a time of what is larger.
const partBytes = 16 << 20

// Commit implements store.Draft.
func (d *draft) Commit(replace bool) error {
	if err := d.Close(); err != nil {
		return err
	}
	if d.over {
		return fmt.Errorf("%s: %w", d.to.url(d.name), fs.ErrClosed)
	}
	o := minio.PutObjectOptions{ContentType: "application/octet-stream", PartSize: partBytes, NumThreads: 2}
	if !replace {
		o.SetMatchETagExcept("*")
	}
	if _, err := d.to.client.FPutObject(context.Background(), d.to.bucket, d.to.prefix+d.name, d.Name(), o); err != nil {
		return d.to.failed("create", d.name, err)
	}
	d.Discard()
	return nil
}

// Discard implements store.Draft.
func (d *draft) Discard() {
	if d.over {
		return
	}
	d.over = true
	_ = d.File.Close()
	_ = os.Remove(d.Name())
}

// Fetch copies an object into a file of this machine, which is made.
func (b *Bucket) Fetch(ctx context.Context, name, to string) error {
	if err := b.client.FGetObject(ctx, b.bucket, b.prefix+name, to, minio.GetObjectOptions{}); err != nil {
		return b.failed("open", name, err)
	}
	return nil
}

// object is an object that is read. It keeps the block that was read last: readers of Parquet ask for
// many small pieces near each other.
type object struct {
	of   *Bucket
	name string
	size int64

	mu    sync.Mutex
	block []byte
	at    int64 // of block
}

const blockBytes = 1 << 20

// Open implements store.Store.
func (b *Bucket) Open(name string) (store.File, error) {
	info, err := b.Stat(name)
	if err != nil {
		return nil, err
	}
	return &object{of: b, name: name, size: info.Size}, nil
}

// Size implements store.File.
func (o *object) Size() int64 { return o.size }

// Close implements io.Closer.
func (o *object) Close() error { return nil }

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fmt.Errorf("%s: %w", o.of.url(o.name), fs.ErrInvalid)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for n < len(p) {
		at := off + int64(n)
		if at >= o.size {
			return n, io.EOF
		}
		if at < o.at || at >= o.at+int64(len(o.block)) {
			if err := o.read(at, max(blockBytes, len(p)-n)); err != nil {
				return n, err
			}
		}
		n += copy(p[n:], o.block[at-o.at:])
	}
	return n, nil
}

// read reads a block.
func (o *object) read(at int64, n int) error {
	ctx, cancel := limited()
	defer cancel()
	end := min(at+int64(n), o.size)
	ask := minio.GetObjectOptions{}
	if err := ask.SetRange(at, end-1); err != nil {
		return err
	}
	r, err := o.of.client.GetObject(ctx, o.of.bucket, o.of.prefix+o.name, ask)
	if err != nil {
		return o.of.failed("read", o.name, err)
	}
	defer r.Close()
	o.block = append(o.block[:0], make([]byte, end-at)...)
	if _, err := io.ReadFull(r, o.block); err != nil {
		o.block = nil
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: it became shorter while it was read", o.of.url(o.name))
		}
		return o.of.failed("read", o.name, err)
	}
	o.at = at
	return nil
}
