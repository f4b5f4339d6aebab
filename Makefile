# The one door. `make` while working, `make test` before handing over.
.PHONY: all build format fast docs test interop bench soak

all: build format fast

build:
	dotnet build Rollcall.slnx -v q --nologo

format:
	dotnet format whitespace Rollcall.slnx --verify-no-changes --no-restore

fast: build
	tests/tools/run Rollcall.Tests

# Writes docs/config.md again from the option types.
docs: build
	UPDATE_DOCS=1 dotnet test --project tests/Rollcall.Tests --no-build --filter-class Rollcall.Tests.Config.ConfigDocsTests

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

bench:
	dotnet run --project bench/Rollcall.Bench -c Release -- --filter '*'

# Good, bad and hostile traffic at once for M minutes; fails when something is lost, or not as it was.
M = 15
soak:
	./rollcall --version
	dotnet run --project bench/Rollcall.Soak -c Release -- $(M)
