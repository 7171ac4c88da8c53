# Two commands are all a fresh machine needs: make run, make test.
GO ?= go
export CGO_ENABLED = 0

.PHONY: run build check test setup docs bench fuzz clean

run: build ## start the demonstration city on http://127.0.0.1:8080
	bin/wuyou serve --demo

build:
	$(GO) build -trimpath -o bin/wuyou .

check: ## what every commit passes, within a minute: format, vet, staticcheck, tests on SQLite
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt the files above'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	WUYOU_TEST_DB=sqlite $(GO) test $$($(GO) list ./... | grep -v /e2e)

setup: ## what the tests need, from Debian's packages and npm
	scripts/setup

test: setup ## everything: on SQLite and PostgreSQL, in a real browser; fuzz targets run what they know
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt the files above'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -timeout 25m ./...

fuzz: ## look for new inputs that break a parser of outside bytes, a minute each; what is found joins testdata/fuzz
	scripts/fuzz 60s

docs: ## write docs/flows, docs/routes.md, docs/imports.md, docs/settings.md, docs/openapi.json, docs/schema.sql
	$(GO) test ./app -run TestDocs -update

bench: setup ## measure; results are printed for docs/performance.md
	$(GO) run ./bench

clean:
	rm -rf bin
