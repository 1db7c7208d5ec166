//! Places where a run can be made to die, for tests: `MIGRATORY_FAULT=point[:k]=kill|stop|hang|error`.
//!
//! Without the feature `fault-injection` there is nothing here.

#[cfg(not(feature = "fault-injection"))]
use crate::error::Result;

/// The points, in the order in which a run comes by them.
#[cfg(feature = "fault-injection")]
pub(crate) const POINTS: [&str; 13] = [
    "connect",
    "lock",
    "ledger_create",
    "begin",
    "statement",
    "before_insert",
    "before_commit",
    "after_commit",
    "intent",
    "ran",
    "done",
    "recorded",
    "unlock",
];

/// Dies here, if that is asked for. `k` counts statements or steps from 1.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) async fn point(_point: &str, _k: usize) -> Result<()> {
    Ok(())
}

/// How long a lease is to be, if that is said: `MIGRATORY_LEASE_MS`.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) fn lease() -> Option<std::time::Duration> {
    None
}

/// Whether the messages of a run are to be sent part by part, so that there is something between two parts.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) fn is_armed() -> bool {
    false
}

#[cfg(feature = "fault-injection")]
pub(crate) use armed::{is_armed, lease, point};

#[cfg(feature = "fault-injection")]
mod armed {
    use std::sync::OnceLock;
    use std::time::Duration;

    use super::POINTS;
    use crate::error::{DatabaseState, Error, ErrorKind, Result};

    struct Fault {
        point: String,
        k: Option<usize>,
        action: String,
    }

    fn fault() -> Option<&'static Fault> {
        static FAULT: OnceLock<Option<Fault>> = OnceLock::new();
        let read = || {
            let text = std::env::var("MIGRATORY_FAULT").ok()?;
            let (place, action) = text.split_once('=')?;
            let (point, k) = match place.split_once(':') {
                Some((point, k)) => (point, k.parse().ok()),
                None => (place, None),
            };
            assert!(
                POINTS.contains(&point),
                "MIGRATORY_FAULT: there is no point {point:?}: {POINTS:?}"
            );
            Some(Fault {
                point: point.to_owned(),
                k,
                action: action.to_owned(),
            })
        };
        FAULT.get_or_init(read).as_ref()
    }

    /// Whether a fault is asked for that lies inside of a message.
    pub(crate) fn is_armed() -> bool {
        fault().is_some()
    }

    /// How long a lease is to be, if that is said.
    pub(crate) fn lease() -> Option<Duration> {
        let lease = std::env::var("MIGRATORY_LEASE_MS").ok()?;
        lease.parse().ok().map(Duration::from_millis)
    }

    /// Dies here, if that is asked for.
    pub(crate) async fn point(point: &str, k: usize) -> Result<()> {
        let Some(fault) = fault() else { return Ok(()) };
        if fault.point != point || fault.k.is_some_and(|at| at != k) {
            return Ok(());
        }
        match fault.action.as_str() {
            // As abrupt as SIGKILL: nothing is unwound, nothing is said to the server.
            "kill" => std::process::abort(),
            // Until somebody lets it go on.
            "stop" => {
                let id = std::process::id().to_string();
                let told = std::process::Command::new("kill")
                    .args(["-s", "STOP", &id])
                    .status();
                assert!(
                    told.is_ok_and(|told| told.success()),
                    "it cannot be stopped"
                );
                Ok(())
            }
            "hang" => loop {
                tokio::time::sleep(Duration::from_secs(3600)).await;
            },
            _ => Err(Error::new(
                ErrorKind::Failed,
                format!("the fault that was asked for, at {point}:{k}"),
            )
            .or_leaving(DatabaseState::Unknown)
            .or_help("run the same command again")),
        }
    }
}
