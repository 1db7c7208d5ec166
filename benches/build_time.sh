#!/usr/bin/env bash
# CPU seconds and memory to build a crate of N generated migrations, dependencies built: benches/build_time.sh [N...]
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR="$work/target"

generate() { # folder, count
    mkdir -p "$1/src"
    cat > "$1/Cargo.toml" <<TOML
[package]
name = "generated"
version = "0.0.0"
edition = "2024"
[dependencies]
migratory = { path = "$root" }
[workspace]
TOML
    : > "$1/src/main.rs"
    for ((i = 0; i < $2; i++)); do
        module="$(printf 'm%017d_create_table_%d' $((20260101000000000 + i)) "$i")"
        echo "mod $module;" >> "$1/src/main.rs"
        cat > "$1/src/$module.rs" <<RUST
use migratory::prelude::*;

pub struct CreateTable$i;

#[migration]
impl Migration for CreateTable$i {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("table_$i", |t| {
            t.id();
            t.string("name", 200);
            t.text("description").optional();
            t.decimal("price", 10, 2).default(0);
            t.boolean("active").default(true);
            t.big_integer("parent_id").optional();
            t.integer("amount").default(1);
            t.created_at();
            t.check("table_${i}_price_positive", "price >= 0");
        });
        schema.add_foreign_key("table_$i", "parent_id").references("table_$i", "id").on_delete(Cascade);
        schema.create_index("table_$i", "name");
        schema.create_index("table_$i", ["active", "created_at"]);
    }
}
RUST
    done
    echo 'migratory::main!();' >> "$1/src/main.rs"
}

build() { # folder, what: one line
    python3 - "$1" "$2" <<'PY'
import os, resource, subprocess, sys
folder, what = sys.argv[1:]
before = resource.getrusage(resource.RUSAGE_CHILDREN)
subprocess.run(["cargo", "build", "--quiet"], cwd=folder, check=True)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(f"{what}: {cpu:.1f} CPU s, peak {after.ru_maxrss / 1024:.0f} MB")
PY
}

[ $# -gt 0 ] || set -- 100 1000
for n in "$@"; do
    folder="$work/n$n"
    generate "$folder" 0
    build "$folder" "dependencies and a program without migrations"
    touch "$folder/src/main.rs"
    build "$folder" "a program without migrations, again (most of it is linking)"
    generate "$folder" "$n"
    build "$folder" "$n migrations"
    files=("$folder"/src/m2*.rs)
    sed -i 's/"amount"/"quantity"/' "${files[0]}"
    build "$folder" "$n migrations, one edited"
done
