# The front door. `make run` uses Ostiary, `make test` proves it; the work is done by Meson and
# Ninja.

BUILD    ?= build
DESTDIR  ?=
PREFIX   ?= /usr/local
RUN_ARGS ?=
# A cluster in OSTIARY_TEST_PG. A test runs on SQLite, if it does not choose another database.
with_cluster = tests/postgres.sh run env -u OSTIARY_TEST_ENGINE
# 0 builds the program without the web UI, and without Node.js.
export WEB ?= 1

.DEFAULT_GOAL := help
.PHONY: help run build test counts quick unit api drill check format abi bench bench-batch \
        bench-check bench-factors bench-peer bench-rotation bench-streams bench-tasks bench-verify \
        bench-scroll bench-web clean deb dist fuzz install package-test

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
		sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: build ## Install what is missing, build, and serve on 127.0.0.1:8080 (RUN_ARGS="--port 9000")
	@exec $(BUILD)/ostiary serve $(RUN_ARGS)

build: ## Build build/ostiary and build/libostiary.so
	@scripts/packages.sh build
	@scripts/build.sh $(BUILD)

test: ## Everything: unit, attack, API and browser tests, plain and with sanitizers
	@scripts/packages.sh build test $(if $(filter-out 0,$(WEB)),e2e)
	@TESTS=1 scripts/build.sh $(BUILD)
	@tests/run $(COUNTS) $(BUILD)

counts: ## The same, and record how many checks each stage runs in tests/counts.txt
	@$(MAKE) --no-print-directory test COUNTS=--record

quick: ## The unit tests of what changed and the API tests of tasks, in less than 30 seconds
	@scripts/packages.sh build unit
	@scripts/npm.sh tests/api
	@WEB=keep scripts/build.sh $(BUILD)
	@PATH="$$(scripts/node.sh):$$PATH" scripts/quick.py $(BUILD)

unit: ## All unit and attack tests, or those that T names (T=store/tables/tasks/tasks)
	@scripts/packages.sh build unit
	@WEB=keep scripts/build.sh $(BUILD)
	@$(if $(T),,$(with_cluster) )meson test -C $(BUILD) --print-errorlogs \
		$(or $(T),--suite unit --suite attack)

api: ## All API tests, or the files that T names (T=tasks)
	@scripts/packages.sh build test
	@scripts/npm.sh tests/api tests/api/versions tests/api/versions/1.7.24
	@WEB=keep scripts/build.sh $(BUILD)
	@PATH="$$(scripts/node.sh):$$PATH" OSTIARY_BIN=$(abspath $(BUILD)/ostiary) \
		$(with_cluster) node tests/api/run.mjs /dev/null $(T:%=%.test.mjs)

drill: ## Break disk, files, log, clock, descriptors and database under a server (ten minutes)
	@DRILL=long $(MAKE) --no-print-directory api T=drill

fuzz: ## Look for inputs that break a claim: FUZZ_SECONDS=60 for each target (needs clang)
	@scripts/packages.sh build test fuzz
	@tests/fuzz/run build-fuzz

check: ## Layers, format, linters, warnings as errors with gcc and clang
	@scripts/packages.sh build check
	@scripts/check.sh

format: ## Rewrite the C sources as .clang-format says, JavaScript and TypeScript as biome.json says
	@scripts/packages.sh check
	@git ls-files '*.c' '*.h' | xargs clang-format -i
	@scripts/biome.sh format --write

abi: build ## Record the libraries' binary interface anew, when it is meant to change
	@scripts/packages.sh build test
	@tests/library/abi.py $(BUILD) --write

bench: build ## The numbers the documentation claims, with their peers in the same run
	@scripts/packages.sh build test bench
	@bench/run $(BUILD)

bench-check: ## Count the instructions of a request on the main paths (RECORD=1 keeps the figures)
	@scripts/packages.sh build count
	@WEB=keep scripts/build.sh $(BUILD)
	@bench/instructions.py $(BUILD)/ostiary $(if $(RECORD),--record)

bench-tasks: build ## Time lists, search and changes of up to a million tasks, on both databases
	@scripts/packages.sh build test
	@tests/postgres.sh own bench/tasks.py $(BUILD)/ostiary

bench-verify: build ## Verifications per second, beside OpenSSL and the C libraries of Debian
	@scripts/packages.sh build test bench
	@meson setup --reconfigure $(BUILD) >/dev/null # sees libraries that were just installed
	@ninja -C $(BUILD) bench/verify >/dev/null
	@$(BUILD)/bench/verify

bench-streams: build ## Memory, threads and delay of 2,000 streams of events
	@scripts/packages.sh build test
	@PATH="$$(scripts/node.sh):$$PATH" node bench/streams.mjs $(BUILD)/ostiary

bench-web: build ## Paints, shifts, blocked time, bytes and requests of the pages, on a slow network
	@scripts/packages.sh build test
	@scripts/npm.sh tests/e2e
	@PATH="$$(scripts/node.sh):$$PATH" node bench/web.mjs $(BUILD)/ostiary

bench-rotation: build ## Watch a key rotation from outside, on several servers (five minutes)
	@scripts/packages.sh build test
	@PATH="$$(scripts/node.sh):$$PATH" node bench/rotation.mjs $(BUILD)/ostiary

bench-scroll: build ## Frames and presses of the pages with 10,000 tasks, on a slow processor
	@scripts/packages.sh build test e2e
	@scripts/npm.sh tests/e2e
	@PATH="$$(scripts/node.sh):$$PATH" OSTIARY_BIN=$(BUILD)/ostiary node tests/e2e/bench.mjs

bench-batch: build ## Tasks per second, one by one and in batches, on SQLite and PostgreSQL
	@scripts/packages.sh build test
	@echo SQLite
	@PATH="$$(scripts/node.sh):$$PATH" node bench/batch.mjs $(BUILD)/ostiary
	@echo PostgreSQL
	@PATH="$$(scripts/node.sh):$$PATH" tests/postgres.sh run sh -c \
		'DATABASE_URL=$$OSTIARY_TEST_PG node bench/batch.mjs $(BUILD)/ostiary'

bench-factors: build ## What a passkey and an authenticator cost, beside Better Auth; idle memory
	@scripts/packages.sh build test
	@scripts/npm.sh tests/api
	@PATH="$$(scripts/node.sh):$$PATH" OSTIARY_BIN=$(abspath $(BUILD)/ostiary) \
		node bench/factors.mjs

bench-peer: build ## The same requests to Better Auth on Node and to Ostiary, side by side
	@scripts/packages.sh build test bench
	@bench/peer/run $(BUILD)

install: build ## Install below DESTDIR (PREFIX=/usr/local)
	@meson configure $(BUILD) -Dprefix=$(PREFIX) >/dev/null
	@ninja -C $(BUILD) build.ninja >/dev/null # the pages and units name the prefix
	@ninja -C $(BUILD) product >/dev/null
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --no-rebuild --quiet
	@echo "installed below $(if $(DESTDIR),$(DESTDIR))$(PREFIX)"

dist: ## A tarball with the web UI in it, which builds without Node.js and without Git
	@scripts/packages.sh build
	@scripts/dist.sh $(BUILD)/dist

deb: ## Debian packages in build/deb, of the server, the libraries and their headers
	@scripts/packages.sh build deb
	@scripts/dist.sh $(BUILD)/dist
	@scripts/deb.sh $(BUILD)/dist $(BUILD)/deb

package-test: deb ## Install, start, upgrade, remove and purge the packages in a fresh system
	@scripts/packages.sh package
	@tests/package.sh $(BUILD)/deb

clean: ## Remove everything that was built
	@rm -rf build build-*
