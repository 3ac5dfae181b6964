// Command quiclab is a server and a client of HTTP/3 for the recording scripts.
//
//	quiclab serve [-dir DIR] [-versions 1,2] [-retry] [-wait TIME]     serves files on port 443
//	quiclab get -keylog FILE [-version 1] [-resume] [-rebind ADDRESS] [-at-once] [-post BYTES] [-form TEXT] [-header FIELD]... URL ...
package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("quiclab serve|get")
	}
	var err error
	switch os.Args[1] {
	case "serve":
		err = serve(os.Args[2:])
	case "get":
		err = get(os.Args[2:])
	}
	if err != nil {
		log.Fatal(err)
	}
}

// parseVersions reads "1,2".
func parseVersions(s string) (list []quic.Version) {
	for _, v := range strings.Split(s, ",") {
		switch v {
		case "1":
			list = append(list, quic.Version1)
		case "2":
			list = append(list, quic.Version2)
		}
	}
	return list
}

func serve(args []string) error {
	f := flag.NewFlagSet("serve", flag.ExitOnError)
	versions := f.String("versions", "1", "versions, the preferred one first")
	retry := f.Bool("retry", false, "validate addresses by Retry")
	dir := f.String("dir", ".", "files")
	wait := f.Duration("wait", 0, "how long /slow takes")
	f.Parse(args)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "www.example.com"},
		DNSNames:  []string{"www.example.com"},
		NotBefore: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2034, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{Port: 443})
	if err != nil {
		return err
	}
	tr := &quic.Transport{Conn: udp, VerifySourceAddress: func(net.Addr) bool { return *retry }}
	config := http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der},
		PrivateKey: key}}})
	l, err := tr.ListenEarly(config, &quic.Config{Versions: parseVersions(*versions), Allow0RTT: true})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(*dir)))
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(*wait)
		io.WriteString(w, "at last\n")
	})
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Set-Cookie", "sid=server-cookie-secret; Path=/")
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"access_token": "json-token-secret", "expires_in": 3600}`+"\n")
	})
	mux.HandleFunc("/post", func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		w.Header().Set("Trailer", "X-Sum")
		fmt.Fprintf(w, "%d bytes\n", n)
		w.Header().Set("X-Sum", "7")
	})
	mux.HandleFunc("/dns-query", resolve)
	return (&http3.Server{Handler: mux}).ServeListener(l)
}

// resolve answers all DNS queries (RFC 8484) with the address 192.0.2.21.
func resolve(w http.ResponseWriter, r *http.Request) {
	asked, err := base64.RawURLEncoding.DecodeString(r.FormValue("dns"))
	if r.Method == http.MethodPost {
		asked, err = io.ReadAll(r.Body)
	}
	end := bytes.IndexByte(asked[min(12, len(asked)):], 0) + 12 + 5
	if err != nil || end > len(asked) {
		http.Error(w, "no question", http.StatusBadRequest)
		return
	}
	answer := append(bytes.Clone(asked[:2]), "\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"...)
	answer = append(append(answer, asked[12:end]...), "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x78\x00\x04\xc0\x00\x02\x15"...)
	w.Header().Set("Content-Type", "application/dns-message")
	w.Write(answer)
}

func get(args []string) error {
	f := flag.NewFlagSet("get", flag.ExitOnError)
	version := f.String("version", "1", "versions, the preferred one first")
	resume := f.Bool("resume", false, "get all once more in a connection that is resumed, with early data")
	rebind := f.String("rebind", "", "go on from another port of an address before the second URL")
	form := f.String("form", "", "body to send")
	header := http.Header{}
	f.Func("header", "header field to send", func(s string) error {
		name, value, _ := strings.Cut(s, ": ")
		header.Add(name, value)
		return nil
	})
	atOnce := f.Bool("at-once", false, "ask for all at the same time")
	post := f.Int("post", 0, "bytes of a body to send")
	keys := f.String("keylog", "", "file of keys")
	f.Parse(args)
	w, err := os.OpenFile(*keys, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer w.Close()
	config := &tls.Config{InsecureSkipVerify: true, KeyLogWriter: w, ServerName: "www.example.com",
		ClientSessionCache: tls.NewLRUClientSessionCache(4), NextProtos: []string{"h3"}}
	client := client{tls: config, quic: &quic.Config{Versions: parseVersions(*version)}, post: *post, atOnce: *atOnce,
		rebind: *rebind, form: *form, header: header}
	if err := client.run(f.Args(), false); err != nil || !*resume {
		return err
	}
	return client.run(f.Args(), true)
}

type client struct {
	tls          *tls.Config
	quic         *quic.Config
	post         int
	atOnce       bool
	rebind, form string
	header       http.Header
}

func (c *client) run(urls []string, early bool) error {
	udp, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return err
	}
	tr := &quic.Transport{Conn: udp}
	defer tr.Close()
	var conn *quic.Conn
	t := &http3.Transport{TLSClientConfig: c.tls, QUICConfig: c.quic,
		Dial: func(ctx context.Context, _ string, t *tls.Config, q *quic.Config) (*quic.Conn, error) {
			addr, err := net.ResolveUDPAddr("udp4", "www.example.com:443")
			if err != nil {
				return nil, err
			}
			conn, err = tr.DialEarly(ctx, addr, t, q)
			return conn, err
		}}
	defer t.Close()
	var wait sync.WaitGroup
	for i, u := range urls {
		if c.rebind != "" && i == 1 {
			if err := c.migrate(conn); err != nil {
				return err
			}
		}
		ask := func() {
			method, body := http.MethodGet, io.Reader(nil)
			if early {
				method = http3.MethodGet0RTT
			}
			if c.post > 0 && !early {
				method, body = http.MethodPost, strings.NewReader(strings.Repeat("netsniff", c.post/8))
			}
			if c.form != "" {
				method, body = http.MethodPost, strings.NewReader(c.form)
			}
			r, err := http.NewRequest(method, u, body)
			if err != nil {
				log.Print(err)
				return
			}
			maps.Copy(r.Header, c.header)
			answer, err := t.RoundTrip(r)
			if err != nil {
				log.Print(err)
				return
			}
			n, err := io.Copy(io.Discard, answer.Body)
			log.Print(u, " ", answer.Status, " ", n, " ", err)
		}
		if c.atOnce {
			wait.Go(ask)
		} else {
			ask()
		}
	}
	wait.Wait()
	return nil
}

// migrate goes on from another port, or address.
func (c *client) migrate(conn *quic.Conn) error {
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(c.rebind)})
	if err != nil {
		return err
	}
	path, err := conn.AddPath(&quic.Transport{Conn: udp})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := path.Probe(ctx); err != nil {
		return err
	}
	return path.Switch()
}
