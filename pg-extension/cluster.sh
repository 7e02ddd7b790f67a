# A throwaway cluster for benches and kills: fsync on, with the extension that is installed and devices of nobody's authority.
# Sourced. Wants `here` (pg-extension), takes PG_CONFIG; sets folder, bin, port and psql's variables; `stop_cluster` at the end.
root=${KHATM_ROOT:-$(dirname "$here")}
pg_config=${PG_CONFIG:-$(command -v pg_config || echo /usr/bin/pg_config)}
[ -x "$pg_config" ] || { echo "no pg_config at $pg_config: apt-get install postgresql-15 postgresql-server-dev-15" >&2; exit 2; }
bin=$("$pg_config" --bindir)
major=$("$pg_config" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${KHATM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/khatm}/target}
export CARGO_PGRX_DISABLE_GC_SECTIONS_WORKAROUND=1 PGRX_PG_CONFIG_PATH=$pg_config

# install_release: the extension as its users have it.
install_release() {
    local as_root=()
    [ -w "$("$pg_config" --sharedir)" ] || as_root=(sudo -E env "PATH=$PATH")
    (cd "$here" && "${as_root[@]}" cargo pgrx install --release --pg-config "$pg_config" --no-default-features --features "pg$major") ||
        { echo "the extension does not build" >&2; exit 1; }
}

# make_devices FOLDER COUNT: TILL-1 to TILL-COUNT, and the root key that they are sealed under.
make_devices() {
    mkdir -p "$1"
    (cd "$root" && cargo build -q -p khatm --no-default-features --features throwaway,libsecp256k1 --example devices) || exit 1
    "$CARGO_TARGET_DIR/debug/examples/devices" "$1" $(seq -f 'TILL-%g' "$2") || exit 1
}

# start_cluster SETTING...: in a folder of its own, on a random port. The server refuses to run as root.
start_cluster() {
    folder=${folder:-$(mktemp -d /tmp/khatm-postgres.XXXXXX)}
    server=()
    if [ "$(id -u)" = 0 ]; then
        owner=postgres
        id postgres > /dev/null 2>&1 || owner=nobody
        server=(runuser -u "$owner" -- env "HOME=$folder" "LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}")
        chown -R "$owner" "$folder"
    fi
    "${server[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync --encoding=UTF8 --locale=C > "$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log"; exit 1; }
    local setting attempt
    options="-c listen_addresses='' -c unix_socket_directories='$folder' -c khatm.root_key_file='$folder/devices/root.key'"
    for setting in "$@"; do options+=" -c $setting"; done
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        if "${server[@]}" "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/server.log" -o "-p $port $options" start > /dev/null; then
            options="-p $port $options"
            break
        fi
        [ "$attempt" -lt 5 ] || { cat "$folder/server.log"; exit 1; }
    done
    export PATH=$bin:$PATH PGHOST=$folder PGPORT=$port PGUSER=postgres PGDATABASE=postgres
}

# take_devices_in COUNT
take_devices_in() {
    psql -X -q -v ON_ERROR_STOP=1 -c 'create extension khatm' || exit 1
    psql -X -q -At -v ON_ERROR_STOP=1 -c "
        select khatm.device_import(pg_read_binary_file(format('$folder/devices/TILL-%s.json', number)), '0') from generate_series(1, $1) as number" > /dev/null || exit 1
}

stop_cluster() {
    [ ! -f "$folder/data/postmaster.pid" ] || "${server[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop > /dev/null 2>&1 || true
    rm -rf "$folder"
}
