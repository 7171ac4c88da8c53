# Two commands are all a fresh machine needs: make run, make test.
GO ?= go
export CGO_ENABLED = 0

.PHONY: run build check test setup format vet staticcheck tests tests-sqlite docs bench fuzz release shots clean

run: build ## start the demonstration city on http://127.0.0.1:8080
	bin/wuyou serve --demo

build:
	$(GO) build -trimpath -o bin/wuyou .

# What reads the code goes beside what runs it: one waits for the disk or a database while the other works. Any that
# fails fails the whole.
beside = $(MAKE) --no-print-directory -j4 --output-sync=line format vet staticcheck

check: ## what every commit passes, two to three minutes on two cores: format, vet, staticcheck, tests on SQLite
	@$(beside) tests-sqlite

setup: ## what the tests need, from Debian's packages and npm
	scripts/setup

test: setup ## everything: on SQLite and PostgreSQL, in a real browser; fuzz targets run what they know
	@$(beside) tests

format:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt the files above'; exit 1; }

vet:
	$(GO) vet ./...

staticcheck:
	$(GO) tool staticcheck ./...

# How tests run: vet goes apart; what only a debugger reads is not linked, which is two fifths of the linker's work; memory is
# there, so that the garbage is looked after less often.
go_test = GOGC=400 GOMEMLIMIT=3GiB $(GO) test -vet=off -ldflags='-s -w' -shuffle=on -timeout 25m

tests:
	$(go_test) ./...

tests-sqlite:
	WUYOU_TEST_DB=sqlite $(go_test) $$($(GO) list ./... | grep -v /e2e)

fuzz: ## look for new inputs that break a parser of outside bytes, a minute each; what is found joins testdata/fuzz
	scripts/fuzz 60s

docs: ## write docs/flows, docs/routes.md, docs/imports.md, docs/settings.md, docs/openapi.json, docs/schema.sql
	$(GO) test ./app -run TestDocs -update

bench: setup ## measure; results are printed for docs/performance.md
	$(GO) run ./bench -chart docs/performance.svg

release: ## static binaries for the common systems into dist/; this machine's is started and asked for its health
	scripts/release

shots: ## take the pictures of the READMEs again, into docs/shots
	cd e2e && $(GO) test -count=1 -run TestShots -shots ../docs/shots

clean:
	rm -rf bin dist
