# The checks, one function or line each. Sourced by .ci/test, which runs each in the root of the checkout, in a subshell
# with `set -e`, without standard input.

packages=(khatm khatm-postgres khatm-python khatm-node khatm-mobile)

steps=(
    format
    "${packages[@]/#/lint: }"
    "test: core"
    conformance
    doc
    deny
    advisories
    generated
    canonical
    money
    "draft schema"
    "simulator client"
    "simulator page"
    postgres
    "postgres example"
    python
    node
    kotlin
    swift
    fuzz
    demo
)
long_steps=("postgres versions" "postgres long" "python versions" "kotlin long" "swift long" "fuzz long" "canonical long" "money long" "drafts long" "replies long" "ledger long" "seeds long" benches)

SKIPPED=77

# skip WHY: ends the step, as one that could not be made.
skip() {
    echo "$*" > "$STEP_WHY"
    echo "SKIPPED: $*"
    exit $SKIPPED
}

# fail WHY: ends the step, with what the table shall say.
fail() {
    echo "$*" > "$STEP_WHY"
    echo "FAILED: $*" >&2
    exit 1
}

step() {
    case $1 in
        format) cargo fmt --all --check ;;
        "lint: "*) lint "${1#lint: }" ;;
        "test: core") test_core ;;
        conformance) conformance ;;
        doc) doc ;;
        deny) cargo deny --workspace check --hide-inclusion-graph bans sources licenses ;;
        advisories) advisories ;;
        generated) generated ;;
        canonical) canonical 2000 "${KHATM_SEED:-20261121}" ;;
        "canonical long") canonical 20000 "${KHATM_SEED:-$(date +%s)}" ;;
        money) money 100000 "${KHATM_SEED:-20261121}" ;;
        "money long") money 1000000 "${KHATM_SEED:-$(date +%s)}" ;;
        "draft schema") draft_schema ;;
        "simulator client") simulator_client ;;
        "simulator page") simulator_page ;;
        "drafts long")
            KHATM_DRAFT_MUTANTS=${KHATM_DRAFT_MUTANTS:-2000000} KHATM_SEED=${KHATM_SEED:-$(date +%s)} \
                cargo test --release -p khatm --test drafts -- --nocapture mutants
            ;;
        "replies long") KHATM_REPLY_MUTANTS=1000000 cargo test -p khatm --test reply_mutants -- --nocapture ;;
        "ledger long")
            KHATM_LONG=1 KHATM_KILLS=200 KHATM_EDITS=10000 \
                cargo test -p khatm --test store_kills --test store_edits --test store_faults -- --nocapture
            ;;
        "seeds long") KHATM_SEEDS=${KHATM_SEEDS:-1000000} cargo test --release -p khatm --test simulation -- --nocapture ;;
        postgres)
            postgres_python
            KHATM_PROFILE=${KHATM_PROFILE:-release} KHATM_SALES=${KHATM_SALES:-60000} pg-extension/test
            ;;
        "postgres example") examples/postgres/run ;;
        "postgres versions") versions pg-extension/test-versions ;;
        "postgres long") postgres_long ;;
        python) python-bindings/test ;;
        "python versions") versions python-bindings/test-versions ;;
        node) node-bindings/test.sh ;;
        kotlin) mobile-bindings/test-kotlin ;;
        "kotlin long") mobile-bindings/test-kotlin --long ;;
        swift)
            command -v swift > /dev/null || skip "no swift on this machine; --long makes a root folder with one and runs all of this there"
            mobile-bindings/test-swift
            ;;
        "swift long") mobile-bindings/test-swift --long ;;
        fuzz) fuzz "${KHATM_FUZZ_SECONDS:-20}" "${KHATM_SEED:-20261121}" ;;
        "fuzz long") fuzz "${KHATM_FUZZ_SECONDS:-600}" "${KHATM_SEED:-$(date +%s)}" ;;
        demo) cargo run --release -- demo ;;
        benches) cargo bench -p khatm ;;
        *) fail "no such step" ;;
    esac
}

# Each package alone: together they get each other's features, which hides what one of them lacks.
lint() {
    local clippy=(cargo clippy -q -p "$1" --all-targets)
    case $1 in
        khatm)
            "${clippy[@]}" -- -D warnings
            "${clippy[@]}" --no-default-features -- -D warnings
            "${clippy[@]}" --all-features -- -D warnings
            ;;
        khatm-postgres)
            PGRX_PG_CONFIG_PATH=${PGRX_PG_CONFIG_PATH:-/usr/lib/postgresql/15/bin/pg_config} \
                "${clippy[@]}" --no-default-features --features pg15 -- -D warnings
            ;;
        *) "${clippy[@]}" -- -D warnings ;;
    esac
}

# The Python that looks at a ledger without any code of ours.
checker_python() {
    local venv=$KHATM_CACHE/chain_checker/venv
    [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
    "$venv/bin/python" -c 'import lxml, cryptography' 2> /dev/null ||
        "$venv/bin/pip" install -q -r core/tests/chain_checker/requirements.txt
    export KHATM_PYTHON=$venv/bin/python
}

# And the one that works on a server in many sessions.
postgres_python() {
    checker_python
    "$KHATM_PYTHON" -c 'import psycopg' 2> /dev/null ||
        "${KHATM_PYTHON%/*}/pip" install -q -r pg-extension/tests/requirements.txt
}

# versions PROGRAM: it says itself which versions there are here, and ends with 77 if it did not find all.
versions() {
    local code=0
    "$1" || code=$?
    [ "$code" != 77 ] || skip "what is here passed; a version that is not here is named in the log"
    return "$code"
}

# A million documents, a hundred kills, twenty cuts of the power, and what it costs beside a row without a document.
postgres_long() {
    local code=0
    postgres_python
    export KHATM_SEED=${KHATM_SEED:-$(date +%s)}
    KHATM_PROFILE=release KHATM_SALES=${KHATM_SALES:-1000000} KHATM_KILLS=${KHATM_KILLS:-100} pg-extension/test
    pg-extension/tests/powercut/run 20 6 || code=$?
    [ "$code" = 77 ] || [ "$code" = 0 ] || fail "what was acknowledged did not outlive the power"
    KHATM_INSTALLED=1 pg-extension/benches/run
    [ "$code" = 0 ] || skip "everything else passed; this machine cannot cut the power of a disk in a file"
}

test_core() {
    checker_python
    # The stories are run as programs; told to test examples, cargo builds them as tests alone.
    cargo build -p khatm --examples
    cargo test -p khatm --lib --bins --tests
    cargo test -p khatm --lib --tests --no-default-features
    # As the library for tills has them.
    cargo test -p khatm --lib --features packed error::
}

# The authority's own artefacts are not ours to hand on: whoever has them puts them beside the checkout. The tests of the
# core skip with a loud line where they are absent; this row makes sure that nobody overlooks it.
conformance() {
    local folder=../shared/conformance
    [ -e "$folder/vectors.json" ] || skip "$folder is absent: nothing was compared with the authority's own artefacts"
    echo "$folder is there: 'test: core' compares with it"
}

doc() {
    cargo test -p khatm --doc
    RUSTDOCFLAGS="-D warnings" cargo doc -p khatm --no-deps
}

# The list of known holes is a git repository of its own, which not every machine can reach.
advisories() {
    GIT_TERMINAL_PROMPT=0 timeout 20 git ls-remote -q https://github.com/rustsec/advisory-db HEAD > /dev/null 2>&1 ||
        skip "the advisory database cannot be reached from this machine"
    cargo deny --workspace check advisories
}

generated() {
    local files
    mapfile -t files < <(.ci/gen --list)
    .ci/gen
    git diff --exit-code -- "${files[@]}" || fail "generated files differ from what is committed: run .ci/gen and commit"
    local stray
    stray=$(git ls-files --others --exclude-standard -- "${files[@]}")
    [ -z "$stray" ] || fail "generated files are not committed:" $stray
}

# canonical COUNT SEED: our canonical form against libxml2's and Santuario's, which must agree with each other first.
canonical() {
    local tests=core/tests/canonical venv=$KHATM_CACHE/canonical/venv folder=$KHATM_CACHE/canonical/documents
    rm -rf "$folder"
    mkdir -p "$folder"
    [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
    "$venv/bin/python" -c 'import lxml' 2> /dev/null || "$venv/bin/pip" install -q -r "$tests/requirements.txt"
    PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$tests/make.py" --seed "$2" --count "$1" --out "$folder"
    mvn -q -B -ntp -Dstyle.color=never -f "$tests/santuario/pom.xml" -Dbuild.folder="$KHATM_CACHE/canonical/santuario" \
        -Dexec.args="$folder" package exec:java
    "$venv/bin/python" "$tests/compare.py" "$folder"
    KHATM_CANONICAL_DIR=$folder cargo test -p khatm --test canonical -- --nocapture
}

# money COUNT SEED: random carts, and every sum of the documents made of them, by a checker that shares no code with us.
money() {
    local carts=$CARGO_TARGET_DIR/release/examples/carts check=core/tests/money/check.py first
    cargo build --release -p khatm --example carts
    # One for each of two cores.
    python3 "$check" --seed "$2" --count $(($1 / 2)) "$carts" &
    first=$!
    python3 "$check" --seed $(($2 + 1)) --count $(($1 - $1 / 2)) "$carts" || {
        wait "$first" || true
        fail "a sum does not hold: the seed and the cart stand above"
    }
    wait "$first" || fail "a sum does not hold: the seed and the cart stand above"
}

# The schema of drafts, held against the examples by a validator that is not ours.
draft_schema() {
    local venv=$KHATM_CACHE/schema/venv
    [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
    "$venv/bin/python" -c 'import jsonschema' 2> /dev/null || "$venv/bin/pip" install -q -r core/tests/money/requirements.txt
    "$venv/bin/python" core/tests/money/schema.py
}

# The simulator, by a client and a validator that share no code with us.
simulator_client() {
    local code=0
    core/tests/simulator_client/run || code=$?
    [ "$code" != 77 ] || skip "../shared is absent: the client was run, the authority's own documents were not compared"
    return "$code"
}

# The simulator's page, in a browser.
simulator_page() {
    local tests=core/tests/simulator_page venv=$KHATM_CACHE/simulator_page/venv
    [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
    "$venv/bin/python" -c 'import jsonschema, openapi_spec_validator, selenium' 2> /dev/null ||
        "$venv/bin/pip" install -q -r "$tests/requirements.txt"
    cargo build -q -p khatm
    PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$tests/check.py" "$CARGO_TARGET_DIR/debug/khatm" "$logs/simulator.png"
    PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$tests/control.py" "$CARGO_TARGET_DIR/debug/khatm"
}

# fuzz SECONDS SEED: each target so long, from its files. A change is guarded by the same search each time, so that what it finds is the change's;
# new ground is for --long. A finding is left in the folder of the logs.
fuzz() {
    local targets=() target corpus cargo=(cargo) folder=$CARGO_TARGET_DIR/fuzz
    for target in core/fuzz/fuzz_targets/*.rs; do
        [ -e "$target" ] || fail "core/fuzz/fuzz_targets has no target"
        target=${target##*/}
        targets+=("${target%.rs}")
    done
    if cargo +nightly --version > /dev/null 2>&1; then cargo=(cargo +nightly); else export RUSTC_BOOTSTRAP=1; fi
    "${cargo[@]}" fuzz build --fuzz-dir core/fuzz --target-dir "$folder"
    corpus=$(mktemp -d)
    trap "rm -rf '$corpus'" EXIT
    for target in "${targets[@]}"; do
        any "core/fuzz/seeds/$target/*" || fail "core/fuzz/seeds/$target has no seed"
        cp -r "core/fuzz/seeds/$target" "$corpus/$target"
        mkdir -p "$logs/fuzz/$target"
        echo "fuzz: $target, $1 s, KHATM_SEED=$2"
        "${cargo[@]}" fuzz run --fuzz-dir core/fuzz --target-dir "$folder" "$target" "$corpus/$target" -- \
            -max_total_time="$1" -seed="$2" -print_final_stats=1 -verbosity=0 -artifact_prefix="$logs/fuzz/$target/" || {
            any "$logs/fuzz/$target/*" || fail "$target: it could not be run"
            fail "$target: a finding, in $logs/fuzz/$target"
        }
    done
}
