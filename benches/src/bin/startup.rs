//! How long a program with migrations takes to start and to answer: `startup PROGRAM URL [ROUNDS]`.
//!
//! The program is any with `migratory::main!()`, built with `--release`. What is measured is the whole process, as a shell
//! waits for it; `wait` is the time to connect and to read the ledger once.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(program), Some(url)) = (arguments.next(), arguments.next()) else {
        eprintln!("startup PROGRAM URL [ROUNDS]");
        std::process::exit(2);
    };
    let rounds = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20);
    run(&program, &url, "migrate");
    println!("| command | median of {rounds}, ms | least, ms |\n| --- | --- | --- |");
    for line in [
        "--version",
        "explain MIG-0307",
        "wait",
        "status",
        "status --format json",
        "pending",
        "migrate",
        "check",
    ] {
        let mut times: Vec<Duration> = (0..rounds).map(|_| run(&program, &url, line)).collect();
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "| `{line}` | {:.1} | {:.1} |",
            ms(times[rounds / 2]),
            ms(times[0])
        );
    }
}

fn run(program: &str, url: &str, line: &str) -> Duration {
    let began = Instant::now();
    let status = Command::new(program)
        .args(line.split_whitespace())
        .env("DATABASE_URL", url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let took = began.elapsed();
    match status {
        Ok(status) if status.success() => took,
        Ok(status) => panic!("{line} ends with {status}"),
        Err(error) => panic!("{program} does not start: {error}"),
    }
}
