package s3

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"netsniff/report/store"
)

// served starts a server of S3 and makes a bucket in it. The server is a program of its own:
// go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
func served(t *testing.T) (url string, o Options) {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		t.Skip("no server of S3: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	for _, d := range []string{"data", "meta"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "lake")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example-secret")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "none"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("AWS_REGION", "us-east-1")
	server := exec.Command(program, "--access", "lake", "--secret", "example-secret", "--port", at, "posix",
		"--sidecar", filepath.Join(dir, "meta"), filepath.Join(dir, "data"))
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	o = Options{Endpoint: "http://" + at}
	for range 100 {
		c, err := connect(o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		err = c.MakeBucket(ctx, "lake", minio.MakeBucketOptions{})
		cancel()
		if err == nil {
			return "s3://lake/records", o
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
	return "", o
}

func opened(t *testing.T, url string, o Options) *Bucket {
	t.Helper()
	b, err := Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func put(t *testing.T, s store.Store, name string, content []byte, replace bool) error {
	t.Helper()
	d, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Discard()
	if _, err := d.Write(content); err != nil {
		t.Fatal(err)
	}
	return d.Commit(replace)
}

func content(t *testing.T, s store.Store, name string) []byte {
	t.Helper()
	f, err := s.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(store.Reader(f))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestObjects: what is written is there when it has its name, whole, once, and large files as small
// ones; lists have no drafts of engines; what is not there says so.
func TestObjects(t *testing.T) {
	url, o := served(t)
	b := opened(t, url, o)
	large := bytes.Repeat([]byte("frames and records "), 2<<20) // 38 MB: three parts
	for name, c := range map[string][]byte{"exchanges/a.parquet": []byte("small"), "exchanges/b.parquet": large, "empty": nil} {
		if err := put(t, b, name, c, false); err != nil {
			t.Fatal(err)
		}
		if got := content(t, b, name); !bytes.Equal(got, c) {
			t.Errorf("%s has %d bytes of %d", name, len(got), len(c))
		}
		if err := put(t, b, name, []byte("another"), false); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s once more: %v", name, err)
		}
	}
	if err := put(t, b, "exchanges/a.parquet", []byte("new"), true); err != nil || string(content(t, b, "exchanges/a.parquet")) != "new" {
		t.Error("it is not replaced:", err)
	}
	if err := put(t, b, "exchanges/_draft/x", []byte("x"), true); err != nil {
		t.Error(err)
	}
	var names []string
	for info, err := range b.List("") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, info.Name)
	}
	if want := []string{"empty", "exchanges/a.parquet", "exchanges/b.parquet"}; !slices.Equal(names, want) {
		t.Errorf("there are %q", names)
	}
	f, err := b.Open("exchanges/b.parquet")
	if err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 3<<20)
	if _, err := f.ReadAt(piece, 17_000_000); err != nil || !bytes.Equal(piece, large[17_000_000:17_000_000+len(piece)]) {
		t.Error("a piece is another:", err)
	}
	if n, err := f.ReadAt(piece, f.Size()-5); n != 5 || err != io.EOF {
		t.Error("the end:", n, err)
	}
	for range 2 {
		if err := b.Remove("empty"); err != nil {
			t.Error(err)
		}
	}
	if _, err := b.Stat("empty"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it is there still:", err)
	}
	if _, err := b.Open("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestTwoWriters: of writers that race for a name one has it, and the others are told.
func TestTwoWriters(t *testing.T) {
	url, o := served(t)
	b := opened(t, url, o)
	const n = 8
	var all sync.WaitGroup
	var won [n]bool
	for i := range n {
		all.Go(func() {
			switch err := put(t, b, "one", []byte{byte(i)}, false); {
			case err == nil:
				won[i] = true
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	all.Wait()
	winner := slices.Index(won[:], true)
	if winner < 0 || slices.Contains(won[winner+1:], true) {
		t.Fatalf("winners are %v", won)
	}
	if got := content(t, b, "one"); !bytes.Equal(got, []byte{byte(winner)}) {
		t.Errorf("%d won, and %v is there", winner, got)
	}
}

// TestWrongBucketAndCredentials say so at once.
func TestWrongBucketAndCredentials(t *testing.T) {
	_, o := served(t)
	if _, err := Open(t.Context(), "s3://no-such-bucket/x", o); err == nil || !errors.Is(err, errNoBucket) {
		t.Error(err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	if _, err := Open(t.Context(), "s3://lake/x", o); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
	if _, err := Open(t.Context(), "s3://", o); err == nil {
		t.Error("no bucket is named")
	}
}
