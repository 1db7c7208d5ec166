//! Cargo sees SQL files come and go.

fn main() {
    println!("cargo::rerun-if-changed=sql");
    println!("cargo::rerun-if-changed=adopt");
}
