# netsniff. `make help` lists what there is to make.
SHELL := /bin/bash
GO ?= go
CC ?= cc

# Live capture goes through libpcap where its headers and a C compiler are
# there, else straight through AF_PACKET (Linux) or reads files only.
HAVE_PCAP := $(shell [ "$$($(GO) env CGO_ENABLED)" = 1 ] && echo '\#include <pcap.h>' | $(CC) -E - >/dev/null 2>&1 && echo yes)
TAGS      := $(if $(HAVE_PCAP),libpcap)
export CGO_ENABLED := $(if $(HAVE_PCAP),1,0)

# The reference captures and results live beside the checkout; where they are
# absent the checks against them are skipped.
CONFORMANCE := ../shared/conformance/conformance.py
FUZZTIME    ?= 20s
# Tests that run many commands over many captures one after the other: the race detector makes them ten times as
# slow and finds in them what it finds in the others.
ALONE       := FitsTheTerminal|TsharkCommands|Depth|BoundsAreSaid|Mutated|Documents|Reference|MaskedOutput|PlotsOfAnything
PACKAGES    := ./...
SKIPPED     := .skipped
TEST         = scripts/test.py $(SKIPPED) $(GO) test

# Where `make install` puts things; DESTDIR stands before them for packages.
PREFIX      ?= /usr/local
DATA         = $(DESTDIR)$(PREFIX)/share
VERSION     := $(shell sed -n 's/^const number = "\(.*\)"/\1/p' cmd/netsniff/version.go)

.PHONY: help build test start vet unit race golden bench fuzz conformance ratchet clean \
	man install uninstall deb dist oui notices fresh assets assets-check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build ./netsniff for this machine (libpcap if its headers are there)
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -tags '$(TAGS)' -o netsniff ./cmd/netsniff

test: start vet assets-check unit race ratchet ## everything CI checks; at the end what was skipped, and why
	@if [ -s $(SKIPPED) ]; then echo 'skipped:'; sort -u $(SKIPPED) | sed 's/^/  /'; else echo 'nothing was skipped'; fi

start:
	@rm -f $(SKIPPED)

vet: ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted"; exit 1; }
	$(GO) vet -tags '$(TAGS)' $(PACKAGES)
	$(GO) tool staticcheck -tags '$(TAGS)' $(PACKAGES)
	$(GO) vet -tags '$(TAGS) man' ./cmd/netsniff
	@scripts/notices.sh --check

assets: ## build the script of the HTML pages from npm packages
	@scripts/assets.sh

assets-check: ## is the committed script of the pages what its source gives?
	@scripts/assets.sh --check

unit: ## unit, golden and script tests, with and without libpcap
	@$(TEST) -timeout 20m -tags '$(TAGS)' $(PACKAGES)
	$(if $(HAVE_PCAP),@CGO_ENABLED=0 $(TEST) ./capture/live/...)

race: ## the packages that share memory between goroutines, with the race detector
	@if $(GO) env CGO_ENABLED | grep -q 1; then \
		$(TEST) -race -tags '$(TAGS)' ./capture/... ./dissect/pipeline/... && \
		$(TEST) -race -timeout 50m -skip '$(ALONE)' -tags '$(TAGS)' ./cmd/... ; \
	else echo 'race: it needs cgo' | tee -a $(SKIPPED); fi

golden: ## rewrite the golden rows of testdata/pcaps and the goldens of package report
	$(GO) test -tags '$(TAGS)' ./report/json ./report/detail ./cmd/netsniff -update

bench: build ## ns/packet, MB/s and allocations; whole program against tshark if it is there
	$(GO) test -run '^$$' -bench . -benchmem -tags '$(TAGS)' $(PACKAGES) | grep -E '^(Benchmark|pkg:)'
	@scripts/bench-tshark.sh ./netsniff

fuzz: ## every fuzz target for FUZZTIME (20s)
	@scripts/fuzz.sh '$(FUZZTIME)' '$(TAGS)'

conformance: build ## rows compared with Wireshark's, frame by frame
	@if [ -f $(CONFORMANCE) ]; then python3 $(CONFORMANCE) rows --netsniff ./netsniff; else echo 'conformance: skipped, no reference captures'; fi

ratchet: build ## no conformance score may fall below the committed one
	@scripts/ratchet.sh $(CONFORMANCE)
	@[ -f $(CONFORMANCE) ] || echo 'ratchet: there are no reference captures' >>$(SKIPPED)

man: ## write the manual pages into bin/man
	@rm -rf bin/man
	$(GO) run -trimpath -tags 'man $(TAGS)' ./cmd/netsniff man bin/man

install: build man ## install program, manual pages and completions below PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/man/man1 $(DATA)/bash-completion/completions \
		$(DATA)/zsh/site-functions $(DATA)/fish/vendor_completions.d
	install -m 755 netsniff $(DESTDIR)$(PREFIX)/bin/netsniff
	install -m 644 bin/man/*.1 $(DATA)/man/man1/
	./netsniff completion bash >$(DATA)/bash-completion/completions/netsniff
	./netsniff completion zsh >$(DATA)/zsh/site-functions/_netsniff
	./netsniff completion fish >$(DATA)/fish/vendor_completions.d/netsniff.fish

uninstall: ## remove what `make install` put there
	rm -f $(DESTDIR)$(PREFIX)/bin/netsniff $(DATA)/man/man1/netsniff.1 $(DATA)/man/man1/netsniff-*.1 \
		$(DATA)/bash-completion/completions/netsniff $(DATA)/zsh/site-functions/_netsniff \
		$(DATA)/fish/vendor_completions.d/netsniff.fish

deb: ## build bin/netsniff_VERSION_ARCH.deb
	@scripts/deb.sh $(VERSION)

dist: ## build the archives of a release into bin/dist
	@scripts/dist.sh $(VERSION)

fresh: ## follow the README on a bare Debian (debootstrap, as root)
	@scripts/fresh-machine.sh

oui: ## rewrite the table of makers of network cards from REGISTRY, the IEEE's oui.csv
	@scripts/oui.py $(REGISTRY) dissect/oui/oui.txt

notices: ## rewrite THIRD_PARTY_NOTICES
	@scripts/notices.sh

clean: ## remove what was built
	rm -rf netsniff bin
