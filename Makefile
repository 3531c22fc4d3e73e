# The front door. `make run` uses Ostiary, `make test` proves it; the work is done by Meson and Ninja.

BUILD    ?= build
DESTDIR  ?=
PREFIX   ?= /usr/local
RUN_ARGS ?=
# 0 builds the program without the web UI, and without Node.js.
export WEB ?= 1

.DEFAULT_GOAL := help
.PHONY: help run build test check format abi bench bench-peer bench-rotation bench-verify clean fuzz install

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: build ## Install what is missing, build, and serve on 127.0.0.1:8080 (RUN_ARGS="--port 9000")
	@exec $(BUILD)/ostiary serve $(RUN_ARGS)

build: ## Build build/ostiary and build/libostiary.so
	@scripts/packages.sh build
	@scripts/build.sh $(BUILD)

test: ## Everything that must hold: unit, attack, API and browser tests, plain and with sanitizers
	@scripts/packages.sh build test $(if $(filter-out 0,$(WEB)),e2e)
	@TESTS=1 scripts/build.sh $(BUILD)
	@tests/run $(BUILD)

fuzz: ## Look for inputs that break a claim: FUZZ_SECONDS=60 for each target (needs clang)
	@scripts/packages.sh build test fuzz
	@tests/fuzz/run build-fuzz

check: ## Layers, format, linters, warnings as errors with gcc and clang
	@scripts/packages.sh build check
	@scripts/check.sh

format: ## Rewrite the C sources as .clang-format says
	@git ls-files '*.c' '*.h' | xargs clang-format -i

abi: build ## Record the libraries' binary interface anew, when it is meant to change
	@scripts/packages.sh build test
	@tests/library/abi.py $(BUILD) --write

bench: build ## The numbers the documentation claims, with their peers in the same run
	@scripts/packages.sh build test bench
	@bench/run $(BUILD)

bench-verify: build ## Verifications per second, beside OpenSSL and the C libraries of Debian
	@scripts/packages.sh build test bench
	@meson setup --reconfigure $(BUILD) >/dev/null # sees libraries that were just installed
	@ninja -C $(BUILD) bench/verify >/dev/null
	@$(BUILD)/bench/verify

bench-rotation: build ## Watch a rotation of keys from outside, on several servers; takes five minutes
	@scripts/packages.sh build test
	@PATH="$$(scripts/node.sh):$$PATH" node bench/rotation.mjs $(BUILD)/ostiary

bench-peer: build ## The same requests to Better Auth on Node and to Ostiary, side by side
	@scripts/packages.sh build test bench
	@bench/peer/run $(BUILD)

install: build ## Install below DESTDIR (PREFIX=/usr/local)
	@meson configure $(BUILD) -Dprefix=$(PREFIX) >/dev/null
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --no-rebuild --quiet
	@echo "installed below $(if $(DESTDIR),$(DESTDIR))$(PREFIX)"

clean: ## Remove everything that was built
	@rm -rf build build-*
