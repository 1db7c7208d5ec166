//! Numbers, and how they are printed.

use std::fmt::Write as _;
use std::time::Duration;

/// What was measured of one thing.
pub struct Row {
    pub what: String,
    /// What the harness takes: all but the test.
    pub times: Vec<Duration>,
    /// The start alone, where it has one.
    pub starts: Vec<Duration>,
    /// The test itself.
    pub tests: Vec<Duration>,
}

impl Row {
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            times: Vec::new(),
            starts: Vec::new(),
            tests: Vec::new(),
        }
    }
}

/// A table of them, in ms.
pub fn table(database: &str, rows: &[Row]) -> String {
    let mut text = format!(
        "| {database}, ms | harness: median | best | of it the start: median | the test itself: median | rounds |\n\
         | --- | --- | --- | --- | --- | --- |\n"
    );
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            row.what,
            said(median(&row.times)),
            said(row.times.iter().min().copied()),
            said(median(&row.starts)),
            said(median(&row.tests)),
            row.times.len(),
        );
    }
    text
}

pub fn median(times: &[Duration]) -> Option<Duration> {
    let mut times = times.to_vec();
    times.sort();
    times.get(times.len() / 2).copied()
}

fn said(time: Option<Duration>) -> String {
    time.map_or_else(String::new, |time| {
        let ms = time.as_secs_f64() * 1000.0;
        match ms < 10.0 {
            true => format!("{ms:.2}"),
            false => format!("{ms:.0}"),
        }
    })
}
