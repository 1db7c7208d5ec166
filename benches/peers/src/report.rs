//! The numbers as Markdown.

use crate::tools::FLOOR;
use crate::{Key, LONG, Numbers, Step, Time};

/// Of what a tool does not have.
const NONE: &str = "none";

/// Everything that is printed.
pub struct Report<'a> {
    /// Names and releases, in the order of their places.
    pub tools: &'a [(&'static str, String)],
    pub numbers: &'a Numbers,
    pub counts: &'a [usize],
    pub delays: &'a [u64],
    /// What a round trip really cost with each delay, in milliseconds.
    pub trips: &'a [f64],
    pub rounds: usize,
    pub server: &'a str,
    pub date: &'a str,
}

/// The one in the middle; of an even number, the upper one of the two.
pub fn median<T: PartialOrd + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied().unwrap_or_default()
}

pub fn print(report: &Report<'_>) {
    report.introduction();
    report.round_trips();
    report.times(Step::Migrate, "Time to migrate");
    report.times(Step::Rollback, "Time to roll all back");
    for &count in report.counts {
        report.nothing_to_do(count);
    }
}

impl Report<'_> {
    fn introduction(&self) {
        let versions: Vec<String> = (self.tools.iter())
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        println!(
            "{}, PostgreSQL {}. {}.\n",
            self.date,
            self.server,
            versions.join(", ")
        );
        let trips: Vec<String> = (self.delays.iter().zip(self.trips))
            .map(|(delay, trip)| format!("{delay} ms: {trip:.2} ms"))
            .collect();
        println!(
            "A round trip is counted when the server speaks after the client has, from a connection's first query on: what \
             starts a connection (TLS request, start-up, authentication) is not counted, nor is its end. Times are those \
             of a whole run, from connecting to closing: local ones straight to the server, the others through a proxy \
             that makes a round trip take that long; the median of {} rounds, or one round of a tool that waits more than \
             {} s for the wire. One `SELECT 1` through the proxy, by its delay: {}.\n",
            self.rounds,
            LONG,
            trips.join(", ")
        );
    }

    fn round_trips(&self) {
        println!("#### Round trips (and connections, where more than one)\n");
        let steps = [(Step::Migrate, "migrate"), (Step::Rollback, "roll back")];
        let columns = || {
            (steps.iter())
                .flat_map(|(step, what)| self.counts.iter().map(move |count| (*step, what, *count)))
        };
        let mut head = vec!["tool".to_owned()];
        head.extend(columns().map(|(_, what, count)| format!("{what} {count}")));
        self.table(&head, |tool| {
            columns()
                .map(|(step, _, count)| self.trips_of(Key { count, tool, step }))
                .collect()
        });
    }

    fn times(&self, step: Step, title: &str) {
        println!("#### {title}, in ms (beside {FLOOR})\n");
        let mut head = vec!["tool".to_owned()];
        for count in self.counts {
            for delay in self.delays {
                head.push(match delay {
                    0 => format!("{count}, local"),
                    _ => format!("{count}, {delay} ms"),
                });
            }
        }
        let floor = self.tools.iter().position(|(name, _)| *name == FLOOR);
        self.table(&head, |tool| {
            (self.counts.iter())
                .flat_map(|&count| self.delays.iter().map(move |&delay| (count, delay)))
                .map(|(count, delay)| self.time_of(Key { count, tool, step }, delay, floor))
                .collect()
        });
    }

    fn nothing_to_do(&self, count: usize) {
        println!(
            "#### Nothing pending, and status, with {count} applied, in ms (beside migratory)\n"
        );
        let mut head = vec!["tool".to_owned()];
        for what in ["nothing pending", "status"] {
            head.push(format!("{what}: round trips"));
            head.extend(self.delays.iter().map(|delay| match delay {
                0 => "local".to_owned(),
                _ => format!("{delay} ms"),
            }));
        }
        let own = self.tools.iter().position(|(name, _)| *name == "migratory");
        self.table(&head, |tool| {
            let mut row = Vec::new();
            for step in [Step::NothingPending, Step::Status] {
                let key = Key { count, tool, step };
                row.push(self.trips_of(key));
                let delays = self.delays.iter();
                row.extend(delays.map(|&delay| self.time_of(key, delay, own)));
            }
            row
        });
    }

    fn table(&self, head: &[String], row: impl Fn(usize) -> Vec<String>) {
        println!("| {} |", head.join(" | "));
        println!("|{}", " --- |".repeat(head.len()));
        for (tool, (name, _)) in self.tools.iter().enumerate() {
            let row = row(tool);
            // A tool that has none of this has no row.
            if row.iter().any(|cell| cell != NONE) {
                println!("| {name} | {} |", row.join(" | "));
            }
        }
        println!();
    }

    fn trips_of(&self, key: Key) -> String {
        match self.numbers.counted.get(&key) {
            Some(counted) if counted.connections == 1 => counted.round_trips.to_string(),
            Some(counted) => format!("{} ({})", counted.round_trips, counted.connections),
            None => self.no_number(key),
        }
    }

    /// The time, and what it is beside another tool's.
    fn time_of(&self, key: Key, delay: u64, beside: Option<usize>) -> String {
        let time = match self.numbers.times.get(&(key, delay)) {
            Some(Time::Measured(times)) => median(times.clone()),
            Some(Time::Skipped(seconds)) => return format!("skipped, about {seconds:.0} s"),
            None => return self.no_number(key),
        };
        let shown = match time * 1000.0 {
            short @ ..10.0 => format!("{short:.1}"),
            long => format!("{long:.0}"),
        };
        let other = beside
            .filter(|&tool| tool != key.tool)
            .and_then(|tool| self.numbers.times.get(&(Key { tool, ..key }, delay)));
        match other {
            Some(Time::Measured(other)) => {
                format!("{shown} ({:.2})", time / median(other.clone()))
            }
            _ => shown,
        }
    }

    fn no_number(&self, key: Key) -> String {
        match self.numbers.failed.contains_key(&(key.count, key.tool)) {
            true => "failed".to_owned(),
            false => NONE.to_owned(),
        }
    }
}
