//! Ctrl-C and SIGTERM: the first rolls the running migration back, the second ends the process at once.

use std::future::Future;

use migration_runtime::CancelHandle;

use crate::{exit, output};

/// 128 + SIGTERM.
#[cfg(unix)]
const TERMINATED: u8 = 143;

/// Waits for `work`; a signal cancels it. Answers with its result, and the exit code of the signal that came, if one did.
pub(crate) async fn cancelled_by_signals<T>(
    cancel: &CancelHandle,
    work: impl Future<Output = T>,
) -> (T, Option<u8>) {
    let mut work = std::pin::pin!(work);
    let mut came = None;
    loop {
        tokio::select! {
            result = &mut work => return (result, came),
            code = signal() => {
                if came.is_some() {
                    std::process::exit(i32::from(code));
                }
                came = Some(code);
                output::say("stopping: rolling back the running migration (Ctrl-C again ends at once)");
                cancel.cancel();
            }
        }
    }
}

/// Waits for a signal, and answers with its exit code.
#[cfg(unix)]
async fn signal() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => exit::INTERRUPTED,
            _ = terminate.recv() => TERMINATED,
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
            exit::INTERRUPTED
        }
    }
}

/// Waits for Ctrl-C, and answers with its exit code.
#[cfg(not(unix))]
async fn signal() -> u8 {
    let _ = tokio::signal::ctrl_c().await;
    exit::INTERRUPTED
}
