# Every target is safe to repeat and says what it is doing. The work is in scripts/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps test-tools build run test soak bench dist deb format lint clean

# Passed on by `make run` and `make bench`, e.g. make run ARGS="--web.listen-address=127.0.0.1:9999".
ARGS ?=

help: ## Show this list
	@echo "agent-teams-exporter: make TARGET"
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '|'

deps: ## Install the system libraries the build needs, where they are missing
	@scripts/deps.sh

test-tools: ## Fetch Prometheus, promtool and the other peers of the tests into .tools/
	@scripts/test-tools.sh

build: ## Build the static release binary .build/release/agent-teams-exporter
	@scripts/deps.sh
	@scripts/build.sh

run: build ## Serve your own teams and logs; where there are none, a demo
	@scripts/run.sh $(ARGS)

test: ## Check the formatting, build, and run all tests on the debug build and the release binary
	@scripts/test.sh

soak: ## Run the long tests in full: 200 kills, every system call of the store, many model seeds (hours)
	@scripts/soak.sh

bench: build test-tools ## Measure size, memory and speed beside node_exporter and other programs
	@scripts/bench.sh $(ARGS)

dist: build ## Pack the binary, rules and dashboards into dist/*.tar.gz
	@scripts/dist.sh

deb: build ## Pack a Debian package into dist/*.deb, and the tarball
	@scripts/dist.sh deb

format: ## Format all Swift sources in place
	@scripts/format.sh

lint: ## Check the formatting of all Swift sources
	@scripts/format.sh --check

clean: ## Remove what the build made (.tools/ stays)
	@echo "==> removing .build and Benchmarks/.build"
	@rm -rf .build Benchmarks/.build
