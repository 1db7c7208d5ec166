//! How long a run waits for others, and what is so in its session while it does.

use std::time::Duration;

/// The limits of a run.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// For another runner.
    pub(crate) lock_wait: Duration,
    /// How long the lock is a run's that is not heard of (Galera).
    pub(crate) lease: Duration,
    /// For locks that sessions of others hold on what a statement needs; none is for ever.
    pub(crate) lock_timeout: Option<Duration>,
    /// For a statement of a migration; none is for ever.
    pub(crate) statement_timeout: Option<Duration>,
    /// How often a migration that did not get its locks is tried again.
    pub(crate) retries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lock_wait: Duration::from_secs(300),
            lease: Duration::from_secs(30),
            lock_timeout: Some(Duration::from_secs(3)),
            statement_timeout: None,
            retries: 10,
        }
    }
}

impl Limits {
    /// Settings of a PostgreSQL session, each with its value. `0` is no limit
    /// (<https://www.postgresql.org/docs/current/runtime-config-client.html>).
    pub(crate) fn postgres(&self) -> [(&'static str, String); 3] {
        let ms = |limit: Option<Duration>| limit.map_or(0, |limit| limit.as_millis().max(1));
        [
            ("lock_timeout", ms(self.lock_timeout).to_string()),
            ("statement_timeout", ms(self.statement_timeout).to_string()),
            ("idle_in_transaction_session_timeout", "0".to_owned()),
        ]
    }

    /// Variables of a MySQL session, each with its value: whole seconds
    /// (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout>).
    pub(crate) fn mysql(&self) -> Vec<(&'static str, u64)> {
        let Some(limit) = self.lock_timeout else {
            return Vec::new();
        };
        let seconds = limit.as_millis().div_ceil(1000).clamp(1, 1_000_000);
        let seconds = u64::try_from(seconds).unwrap_or(1);
        vec![
            ("lock_wait_timeout", seconds),
            ("innodb_lock_wait_timeout", seconds),
        ]
    }

    /// How long to pause before try number `n`, counted from 1: growing, and spread, so that runners do not meet again.
    pub(crate) fn pause_before(&self, n: u32) -> Duration {
        let longest = Duration::from_secs(10);
        let pause = Duration::from_millis(100) * 2_u32.saturating_pow(n.min(10));
        crate::lock::with_jitter(pause.min(longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_never_rounded_to_none() {
        let limits = Limits {
            lock_timeout: Some(Duration::from_micros(1)),
            ..Limits::default()
        };
        assert_eq!(limits.postgres()[0].1, "1");
        assert_eq!(limits.mysql()[0].1, 1);
    }

    #[test]
    fn pauses_grow_to_ten_seconds() {
        let limits = Limits::default();
        assert!(limits.pause_before(1) <= Duration::from_millis(200));
        let last = limits.pause_before(30);
        assert!(last >= Duration::from_secs(5) && last <= Duration::from_secs(10));
    }
}
