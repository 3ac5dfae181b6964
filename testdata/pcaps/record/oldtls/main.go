// Command oldtls speaks versions and ciphers of TLS that other programs have no more:
// oldtls serve CERT KEY, and oldtls get KEYLOG, which asks once with each.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

// The handshakes that are made, by port.
var made = []struct {
	port    int
	version uint16
	suite   uint16
}{
	{4431, tls.VersionTLS10, tls.TLS_RSA_WITH_AES_128_CBC_SHA},
	{4432, tls.VersionTLS10, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA},
	{4433, tls.VersionTLS11, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA},
	{4434, tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA},
	{4435, tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA256},
	{4436, tls.VersionTLS12, tls.TLS_RSA_WITH_RC4_128_SHA},
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "serve" {
		serve(os.Args[2], os.Args[3])
	} else {
		get(os.Args[2])
	}
}

func serve(cert, key string) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		log.Fatal(err)
	}
	say := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Hello, world.\n") })
	for _, m := range made {
		l, err := tls.Listen("tcp", fmt.Sprintf(":%d", m.port), &tls.Config{
			Certificates: []tls.Certificate{pair}, MinVersion: m.version, MaxVersion: m.version,
			CipherSuites: []uint16{m.suite},
		})
		if err != nil {
			log.Fatal(err)
		}
		go func() { log.Fatal(http.Serve(l, say)) }()
	}
	select {}
}

func get(keys string) {
	f, err := os.OpenFile(keys, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	for _, m := range made {
		t := &http.Transport{DisableCompression: true, TLSClientConfig: &tls.Config{
			InsecureSkipVerify: true, ServerName: "www.example.com", KeyLogWriter: f,
			MinVersion: m.version, MaxVersion: m.version, CipherSuites: []uint16{m.suite},
		}}
		r, err := (&http.Client{Transport: t}).Get(fmt.Sprintf("https://www.example.com:%d/hello.txt", m.port))
		if err != nil {
			log.Print(err)
			continue
		}
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		t.CloseIdleConnections()
	}
}
