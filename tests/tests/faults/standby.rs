//! A standby of PostgreSQL: it can be looked at, and is migrated once it is promoted.

use std::process::Command;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use migratory::Database;
use migratory_tests::throwaway::Server;

use crate::crashes::ONE;
use crate::look::Look;
use crate::process::{MIGRATIONS, fleet};
use crate::world::World;

/// A standby that a test promotes. When this is dropped it is shut down, and another one is made.
struct Standby<'w> {
    world: &'w World,
    url: String,
}

impl Standby<'_> {
    /// Waits until it has the database.
    fn is_there(&self) {
        let began = Instant::now();
        while self.world.block(Database::connect(&self.url)).is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "the standby does not follow"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn look(&self) -> Look {
        Look::by(self.world, &self.url)
    }
}

impl Drop for Standby<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() && self.world.block(Database::connect(&self.url)).is_err() {
            return;
        }
        let folder = self.look().value("SHOW data_directory").unwrap_or_default();
        assert!(folder.contains("_standby"), "{folder} is of another server");
        let text = std::fs::read_to_string(format!("{folder}/postmaster.pid")).unwrap_or_default();
        if let Some(process) = text.lines().next() {
            let _ = Command::new("kill")
                .args(["-s", "QUIT", process.trim()])
                .status();
        }
    }
}

#[test]
fn r21_a_standby_is_looked_at_and_migrated_once_it_is_promoted() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (Some(primary), Some(server)) = (Server::postgres_for_crashes(), Server::standby()) else {
        return;
    };
    let world = World::on(primary);
    let standby = Standby {
        url: world.place.at(&server),
        world: &world,
    };
    standby.is_there();
    assert_eq!(
        standby
            .look()
            .value("SELECT pg_is_in_recovery()::text")
            .as_deref(),
        Some("true")
    );
    for command in [&["migrate"][..], &["fresh", "--yes"]] {
        let refused = fleet(&standby.url, command, &[]).end().with(8);
        for text in [
            "it is a replica",
            "nothing was run",
            "target_session_attrs=read-write",
        ] {
            assert!(
                refused.said.contains(text),
                "{command:?}, {text}: {}",
                refused.said
            );
        }
        assert!(!refused.said.contains("25006"), "{}", refused.said);
    }
    let status = fleet(&standby.url, &["status"], &[]).end().with(0);
    for migration in MIGRATIONS {
        assert!(status.said.contains(migration), "{}", status.said);
    }
    assert!(world.tables().is_empty());
    // What the primary has, it has a moment later.
    fleet(world.url(), &["migrate"], &[]).end().with(0);
    fleet(world.url(), &["rollback", "--step", "1"], &[])
        .end()
        .with(0);
    let look = standby.look();
    let applied = "SELECT count(*)::text FROM _migrations";
    let began = Instant::now();
    while look
        .value("SELECT to_regclass('_migrations')::text")
        .is_none()
        || look.value(applied).as_deref() != Some("5")
    {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the standby does not follow"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    fleet(&standby.url, &["migrate"], &[]).end().with(8);
    assert_eq!(
        look.value("SELECT pg_promote()::text").as_deref(),
        Some("true")
    );
    fleet(&standby.url, &["migrate"], &[]).end().with(0);
    assert_eq!(look.value(applied).as_deref(), Some("6"));
    assert_eq!(
        world.applied(),
        MIGRATIONS[..5],
        "it is a server of its own"
    );
}
