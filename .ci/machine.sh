# What the checks need of the machine. Sourced by .ci/test. Each need is looked for first, so that a machine that has
# everything is left alone, whoever installed it.

# The versions that were proved together.
CARGO_PGRX=0.18.1
CARGO_DENY=0.20.2
CARGO_FUZZ=0.13.2
RUST=95 # 1.95
NODE=20

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        echo "not root, and there is no sudo: as root, run: $*" >&2
        return 1
    fi
}

any() {
    compgen -G "$1" > /dev/null
}

# lacks WHAT: the Debian packages of one need that this machine does not have.
lacks() {
    case $1 in
        base)
            command -v cc > /dev/null && command -v c++ > /dev/null || echo build-essential
            command -v pkg-config > /dev/null || echo pkg-config
            command -v git > /dev/null || echo git
            command -v flock > /dev/null || echo util-linux
            # The program: tests start it without a shell, which has a word of its own for it.
            type -P kill > /dev/null || echo procps
            # A witness for certificate requests.
            command -v openssl > /dev/null || echo openssl
            [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
            ;;
        python)
            python3 -c 'import venv, ensurepip' 2> /dev/null || echo python3 python3-venv
            ;;
        pip)
            # Outside of environments of its own Debian's Python has none.
            python3 -m pip --version > /dev/null 2>&1 || echo python3-pip
            ;;
        curl)
            command -v curl > /dev/null || echo curl
            ;;
        disks)
            [ -x /sbin/mkfs.xfs ] || echo xfsprogs
            [ -x /sbin/mkfs.ext4 ] || echo e2fsprogs
            ;;
        java)
            command -v javac > /dev/null || echo openjdk-17-jdk-headless
            command -v mvn > /dev/null || echo maven
            ;;
        node)
            # Debian's Node is older than what the tools take; it installs the one that is used (machine_node).
            command -v npm > /dev/null || echo nodejs npm
            ;;
        postgres)
            [ -x /usr/lib/postgresql/15/bin/initdb ] || echo postgresql-15
            [ -e /usr/include/postgresql/15/server/postgres.h ] || echo postgresql-server-dev-15
            [ -e /usr/share/postgresql/15/extension/pgtap.control ] || echo postgresql-15-pgtap
            any '/usr/lib/llvm-*/lib/libclang*.so*' || echo libclang-dev
            command -v clang > /dev/null || echo clang
            command -v sudo > /dev/null || echo sudo
            ;;
        pooler)
            [ -x /usr/sbin/pgbouncer ] || command -v pgbouncer > /dev/null || echo pgbouncer
            ;;
        browser)
            command -v chromium > /dev/null || echo chromium
            command -v chromedriver > /dev/null || echo chromium-driver
            # The page shows Arabic; without a font that has it the picture shows boxes.
            any '/usr/share/fonts/truetype/noto/NotoSansArabic*' || echo fonts-noto-core
            ;;
        swift)
            command -v debootstrap > /dev/null || [ -x /usr/sbin/debootstrap ] || echo debootstrap
            ;;
    esac
}

# needs STEP: what one step needs besides cargo.
needs() {
    case $1 in
        "postgres example") echo base postgres pgrx curl ;;
        "postgres versions") echo base postgres pgrx python pip ;;
        "postgres long") echo base postgres pgrx python disks ;;
        "lint: khatm-postgres") echo base postgres pgrx python ;;
        postgres) echo base postgres pgrx python pooler ;;
        canonical*) echo base python java ;;
        money* | "draft schema" | "test: core" | generated | "simulator client" | "python versions") echo base python ;;
        # One of the readers of types runs on Node.
        python) echo base python node ;;
        "simulator page") echo base python browser ;;
        # Another program holds the ledger's lock: one of Python.
        node) echo base node python ;;
        kotlin | "kotlin long") echo base java ;;
        "swift long") echo base swift ;;
        deny | advisories) echo base deny ;;
        fuzz*) echo base fuzz ;;
        format | conformance) ;;
        *) echo base ;;
    esac
}

machine_rust() {
    if ! command -v cargo > /dev/null || ! command -v rustc > /dev/null; then
        echo "Rust is missing. Install 1.$RUST or newer with rustup: https://rustup.rs (Debian 12's own is too old)." >&2
        return 1
    fi
    local minor
    minor=$(rustc --version | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
    if [ "${minor:-0}" -lt "$RUST" ]; then
        echo "$(rustc --version) is too old: 1.$RUST is needed. With rustup: rustup update stable." >&2
        return 1
    fi
    if ! cargo fmt --version > /dev/null 2>&1 || ! cargo clippy --version > /dev/null 2>&1; then
        echo "rustfmt or clippy is missing. With rustup: rustup component add rustfmt clippy." >&2
        return 1
    fi
    rustc --version
}

# cargo_tool NAME VERSION: a tool of cargo's, in a debug build: an optimised one takes minutes and saves seconds.
cargo_tool() {
    CARGO_TARGET_DIR=$KHATM_CACHE/tools cargo install "$1" --version "$2" --locked --debug
}

machine_node() {
    local own=$KHATM_CACHE/nodejs/node_modules/.bin
    local version
    version=$(PATH=$own:$PATH node --version 2> /dev/null | sed -n 's/^v\([0-9]*\).*/\1/p') || true
    if [ "${version:-0}" -lt "$NODE" ]; then
        mkdir -p "$KHATM_CACHE/nodejs"
        npm install --prefix "$KHATM_CACHE/nodejs" --no-audit --no-fund --loglevel=error "node@$NODE"
    fi
    PATH=$own:$PATH node --version
}

# machine STEP...: installs what these steps need.
machine() {
    machine_rust
    local wanted packages=() step
    wanted=$(for step in "$@"; do needs "$step"; done | tr ' ' '\n' | sort -u)
    mapfile -t packages < <(for need in $wanted; do lacks "$need"; done | tr ' ' '\n' | sed '/^$/d')
    if [ ${#packages[@]} -gt 0 ]; then
        echo "installing: ${packages[*]}"
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
    fi
    for need in $wanted; do
        case $need in
            deny) cargo deny --version 2> /dev/null || cargo_tool cargo-deny $CARGO_DENY ;;
            fuzz) cargo fuzz --version 2> /dev/null || cargo_tool cargo-fuzz $CARGO_FUZZ ;;
            pgrx)
                [ "$(cargo pgrx --version 2> /dev/null)" = "cargo-pgrx $CARGO_PGRX" ] || cargo_tool cargo-pgrx $CARGO_PGRX
                cargo pgrx --version
                ;;
            node) machine_node ;;
        esac
    done
    echo "nothing is missing"
}

# In the shell of the steps: what was installed beside the usual places.
machine_environment() {
    [ ! -d "$KHATM_CACHE/nodejs/node_modules/.bin" ] || export PATH=$KHATM_CACHE/nodejs/node_modules/.bin:$PATH
}
