# The one door. `make` while working, `make test` before handing over.
.PHONY: all build format fast docs test interop bench bench-micro soak fuzz replies

all: build format fast

build:
	dotnet build Rollcall.slnx -v q --nologo

format:
	dotnet format whitespace Rollcall.slnx --verify-no-changes --no-restore

fast: build
	tests/tools/run Rollcall.Tests

# Writes docs/config.md again from the option types, and docs/openapi.json from the mapped calls.
docs: build
	UPDATE_DOCS=1 dotnet test --project tests/Rollcall.Tests --no-build --filter-class Rollcall.Tests.Config.ConfigDocsTests Rollcall.Tests.Api.OpenApiTests

test:
	tests/tools/packages
	$(MAKE) --no-print-directory build format
	./rollcall --version
	tests/tools/run Rollcall.Tests Rollcall.Interop

interop:
	tests/tools/packages
	dotnet build tests/Rollcall.Interop -v q --nologo
	./rollcall --version
	tests/tools/run Rollcall.Interop

# The same load against a bare Kestrel, Postfix, Exim and Rollcall; with all rows it writes docs/benchmarks.md. One row: make bench ROWS=new ROUNDS=1
ROUNDS = 7
SECONDS = 3
ROWS =
bench:
	tests/tools/packages
	./rollcall --version
	dotnet build bench/Rollcall.Floor -c Release -v q --nologo
	dotnet run --project bench/Rollcall.Comparison -c Release -- --rounds $(ROUNDS) --seconds $(SECONDS) --rows "$(ROWS)"

# Time and allocations of the hot paths; writes bench/allocations.md, which docs/benchmarks.md takes in.
bench-micro:
	dotnet run --project bench/Rollcall.Bench -c Release -- --filter '*'

# Good, bad and hostile traffic at once for M minutes; fails when something is lost, or not as it was.
M = 15
soak:
	./rollcall --version
	dotnet run --project bench/Rollcall.Soak -c Release -- $(M)

# afl-fuzz on every parser, T seconds each; fails when something is found, which lies in artifacts/fuzz/findings then. Some: make fuzz TARGETS="body reply"
T = 60
TARGETS =
fuzz:
	bench/Rollcall.Fuzz/fuzz $(T) $(TARGETS)

# How well the classifier reads the labelled replies of FILE (columns id, stage, code, enhanced, text, label, source, server).
replies:
	dotnet run --project bench/Rollcall.Replies -c Release -- $(FILE)
