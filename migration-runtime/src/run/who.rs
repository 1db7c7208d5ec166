//! Who runs this, and which run it is: what the ledger keeps of that.

use std::time::{Duration, SystemTime};

/// Who runs this, as far as the system tells: `user@host`.
pub(super) fn applied_by() -> String {
    let variable = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| std::env::var(name).ok())
            .filter(|value| !value.is_empty())
    };
    let user = variable(["USER", "USERNAME"]).unwrap_or_else(|| "unknown".to_owned());
    let host = variable(["HOSTNAME", "COMPUTERNAME"])
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .unwrap_or_default();
    let by = match host.trim() {
        "" => user,
        host => format!("{user}@{host}"),
    };
    by.chars().take(255).collect()
}

/// A name for a run that no other run has: when, which process, which one of its runs.
pub(super) fn run_id() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    format!(
        "{:013x}-{:08x}-{:x}",
        since.as_micros(),
        std::process::id(),
        RUNS.fetch_add(1, Ordering::Relaxed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_ids_differ_and_fit_into_their_column() {
        let (a, b) = (run_id(), run_id());
        assert_ne!(a, b);
        assert!(a.len() <= 64 && applied_by().chars().count() <= 255);
    }
}
