package importer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestMisbehavingSites(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
	}
	large := "<p>" + strings.Repeat("a large page ", maxPage/10)
	tests := []struct {
		name   string
		pages  map[string]http.HandlerFunc
		reason string        // "" if the page is imported
		took   time.Duration // with robots.txt and pauses of a second
	}{
		{"nothing", map[string]http.HandlerFunc{"x.test/p": htmlPage("p")}, "", time.Second},
		{"forbidden", map[string]http.HandlerFunc{"x.test/p": status(403)}, "answered with 403 Forbidden", time.Second},
		{"unknown status", map[string]http.HandlerFunc{"x.test/p": status(599)}, "answered with 599", time.Second},
		{"large", map[string]http.HandlerFunc{"x.test/p": text("text/html", large)}, "larger than 5 MiB", time.Second},
		{"gzip bomb", map[string]http.HandlerFunc{"x.test/p": text("text/html", gzipped(large), "Content-Encoding", "gzip")}, "larger than 5 MiB", time.Second},
		{"silent", map[string]http.HandlerFunc{"x.test/p": func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		}}, "not answered within 30s", 31 * time.Second},
		{"slow", map[string]http.HandlerFunc{"x.test/p": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "<p>.")
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
		}}, "not answered within 30s", 31 * time.Second},
		{"redirect loop", map[string]http.HandlerFunc{"x.test/p": redirect("/p")}, "redirected more than 10 times", 11 * time.Second},
		{"redirect elsewhere", map[string]http.HandlerFunc{"x.test/p": redirect("ftp://x.test/")}, "redirected to an address that is not https", time.Second},
		{"redirect to a page that robots.txt forbids", map[string]http.HandlerFunc{
			"x.test/p":          redirect("http://y.test/p"),
			"y.test/robots.txt": text("text/plain", "User-agent: *\nDisallow: /p"),
			"y.test/p":          htmlPage("p"),
		}, "not allowed by robots.txt", time.Second},
		{"robots.txt fails", map[string]http.HandlerFunc{"x.test/robots.txt": status(500), "x.test/p": htmlPage("p")}, "answered with 500 Internal Server Error", 0},
		{"busy for a while", map[string]http.HandlerFunc{"x.test/p": func() http.HandlerFunc {
			times := 0
			return func(w http.ResponseWriter, r *http.Request) {
				if times++; times == 1 {
					w.Header().Set("Retry-After", "90")
					w.WriteHeader(429)
					return
				}
				htmlPage("p")(w, r)
			}
		}()}, "", 91 * time.Second},
		{"always busy", map[string]http.HandlerFunc{"x.test/p": status(503)}, "answered with 503 Service Unavailable", 16 * time.Second},
		{"busy for a long time", map[string]http.HandlerFunc{"x.test/p": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(503)
		}}, "answered with 503 Service Unavailable", time.Second},
	}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			w, start := newWeb(t, test.pages), time.Now()
			report := w.mustRun(t.TempDir(), nil, "http://x.test/p")
			reason := ""
			if len(report.Left) > 0 {
				reason = report.Left[0].Reason
			}
			equal(t, test.name, reason, test.reason)
			equal(t, test.name+": failed", report.Failed, len(report.Left))
			equal(t, test.name+": took", time.Since(start).Truncate(time.Second), test.took)
		})
	}
}

func TestReadingStopsAtTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		w := newWeb(t, map[string]http.HandlerFunc{
			"x.test/map.xml": text("text/xml", urlset("/large")),
			"x.test/large": func(w http.ResponseWriter, r *http.Request) {
				for err := error(nil); err == nil && sent.Load() < 5*maxPage; sent.Add(1 << 16) {
					_, err = w.Write(make([]byte, 1<<16))
				}
			},
		})
		report := w.mustRun(t.TempDir(), nil, "http://x.test/map.xml")
		equal(t, "left", report.Left, []Left{{"larger than 5 MiB", 1, "http://x.test/large"}})
		if sent.Load() > 2*maxPage {
			t.Errorf("%d MiB were read", sent.Load()>>20)
		}
	})
}

func TestImportEndsIfASiteKeepsFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var addresses []string
		for i := range 20 {
			addresses = append(addresses, fmt.Sprintf("http://x.test/%d", i))
		}
		w := newWeb(t, map[string]http.HandlerFunc{"x.test/map.xml": text("text/xml", urlset(addresses...)), "x.test/3": htmlPage("three")})
		for _, address := range append(addresses[:3:3], addresses[4:]...) {
			w.pages[strings.TrimPrefix(address, "http://")] = func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }
		}
		report, err := w.run(t.Context(), t.TempDir(), nil, "http://x.test/map.xml")
		if err == nil || !strings.Contains(err.Error(), "5 pages in a row") {
			t.Errorf("error: %v", err)
		}
		equal(t, "requests", len(w.asked), 1+3+1+5)
		equal(t, "imported", report.Files, []string{"3.html"})
	})
}

func TestRedirectsStayOnHTTPS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, nil)
		secure := httptest.NewUnstartedServer(redirect("http://example.com/"))
		secure.Listener.Close()
		listener := &web{conns: make(chan net.Conn)}
		secure.Listener = listener
		secure.StartTLS()
		defer secure.Close()
		report, err := w.run(t.Context(), t.TempDir(), func(o *Options) {
			o.transport = func(transport *http.Transport) {
				transport.DialContext = listener.dial
				transport.TLSClientConfig = &tls.Config{RootCAs: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
			}
		}, "https://example.com/")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "left", report.Left, []Left{{"redirected to an address that is not https", 1, "https://example.com/"}})
	})
}

func TestOnlyPublicAddressesAreDialed(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true, "64:ff9b::5db8:d70e": true,
		"127.0.0.1": false, "127.9.9.9": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "ff02::1": false, "2002:7f00:1::": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b::a00:1": false, "2001:db8::1": false,
	} {
		network := "tcp4"
		if netip.MustParseAddr(address).Is6() {
			network = "tcp6"
		}
		if err := publicOnly(network, net.JoinHostPort(address, "8080"), nil); (err == nil) != want {
			t.Errorf("dial %s: %v", address, err)
		}
	}
}

// TestPrivateAddressesCannotBeReached tries to reach a real server on the loopback interface.
func TestPrivateAddressesCannotBeReached(t *testing.T) {
	asked := 0
	private := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		htmlPage("a secret")(w, r)
	}))
	defer private.Close()
	address, _ := url.Parse(private.URL)
	port := address.Port()
	t.Setenv("HTTP_PROXY", private.URL)
	w := newWeb(t, map[string]http.HandlerFunc{"x.test/": redirect(private.URL)})
	run := func(source string, allow bool) *Report {
		return w.mustRun(t.TempDir(), func(o *Options) {
			o.AllowPrivate, o.Pause = allow, 0
			o.transport = func(transport *http.Transport) {
				dial := transport.DialContext
				if !allow && (dial == nil || transport.Proxy != nil) {
					t.Error("connections are not checked")
				}
				transport.Proxy = nil
				if dial == nil {
					dial = (&net.Dialer{}).DialContext
				}
				transport.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
					switch to {
					case "x.test:80":
						return w.dial(ctx, network, to)
					case "rebind.test:" + port: // its name server answers with 127.0.0.1
						checked := &net.Dialer{Control: publicOnly, Resolver: &net.Resolver{PreferGo: true, Dial: loopbackDNS}}
						return checked.DialContext(ctx, network, to)
					}
					return dial(ctx, network, to)
				}
			}
		}, source)
	}
	for _, source := range []string{
		"http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://[::1]:" + port,
		"http://0.0.0.0:" + port, "http://rebind.test:" + port, "http://x.test/",
	} {
		report := run(source, false)
		if len(report.Left) != 1 || report.Left[0].Reason != errPrivate.reason {
			t.Errorf("import %s: %+v", source, report)
		}
	}
	equal(t, "requests at a private address", asked, 0)
	equal(t, "imported with --allow-private", run("http://x.test/", true).New, 1)
}

// loopbackDNS connects to a name server that answers every question with 127.0.0.1.
func loopbackDNS(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		for buffer := make([]byte, 1<<10); ; {
			n, err := far.Read(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if n < 2 || errors.Join(m.Unpack(buffer[2:n])) != nil { // the length comes first, as over TCP
				continue
			}
			m.Response = true
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0},
					Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
				}}
			}
			m.Additionals = nil
			answer, _ := m.Pack()
			far.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...))
		}
	}()
	return near, nil
}
