//! R03: a connection pooler that gives each transaction another session of the server.

use migratory::{Database, ErrorKind, Tenants};
use migratory_tests::throwaway::Server;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::look::Look;
use crate::process::{fleet, ran_once};
use crate::world::{World, failed, migrator, step, table};

/// A PostgreSQL database, and its URL through PgBouncer.
fn pooled() -> Option<(World, String)> {
    let world = World::on(Server::postgres()?);
    let url = world.place.through_pgbouncer()?;
    Some((world, url))
}

/// What a session of the pooler's would keep for whoever has it next.
#[track_caller]
fn leaves_nothing_behind(world: &World, pooled: &str) {
    let locks = "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = \
                 (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(world.value(locks), "0");
    let idle = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                AND state LIKE 'idle in transaction%'";
    assert_eq!(world.value(idle), "0");
    let rows = world.block(async {
        let database = Database::connect(pooled).await?;
        let sql = "SELECT name, setting, reset_val FROM pg_settings WHERE setting <> reset_val AND name IN \
                   ('lock_timeout', 'statement_timeout', 'search_path', 'role', 'client_connection_check_interval')";
        database.query(sql).await
    });
    assert_eq!(rows.unwrap(), []);
}

#[test]
fn r03_sixteen_runners_through_a_pooler() {
    for _ in 0..3 {
        let Some((world, url)) = pooled() else { return };
        let all: Vec<_> = (0..16).map(|_| fleet(&url, &["migrate"], &[])).collect();
        let mut said = 0;
        for runner in all {
            let ended = runner.end().with(0);
            said += usize::from(ended.said.contains("a connection pooler is between"));
        }
        // Who came when all was done needs no lock, and says nothing.
        assert!(said > 0);
        ran_once(&world);
        leaves_nothing_behind(&world, &url);
        fleet(&url, &["reset"], &[]).end().with(0);
        assert_eq!(world.applied(), [""; 0]);
        leaves_nothing_behind(&world, &url);
    }
}

#[test]
fn r03_what_runs_outside_of_a_transaction_asks_for_a_direct_url() {
    let Some((world, url)) = pooled() else { return };
    let concurrently = ("FLEET_CONCURRENTLY", "1");
    for command in ["migrate", "fresh"] {
        let ended = fleet(&url, &[command], &[concurrently]).end().with(1);
        for part in [
            "20260101000004_index",
            "CREATE INDEX CONCURRENTLY",
            "fleet.rs:71",
            "unchanged, nothing was run",
            "MIGRATORY_DIRECT_URL",
        ] {
            assert!(ended.said.contains(part), "{part}: {}", ended.said);
        }
        assert_eq!(world.tables_and_journal(), [""; 0]);
    }
    let direct = ("MIGRATORY_DIRECT_URL", world.url());
    fleet(&url, &["migrate"], &[concurrently, direct])
        .end()
        .with(0);
    ran_once(&world);
    leaves_nothing_behind(&world, &url);
}

#[test]
fn r03_killed_through_a_pooler() {
    for pause in ["FLEET_HALF", "FLEET_PAUSE", "FLEET_DATA"] {
        let Some((world, url)) = pooled() else { return };
        let mut runner = fleet(&url, &["migrate"], &[(pause, "SELECT pg_sleep(3)")]);
        runner.until_after("20260101000001_create_runs");
        std::thread::sleep(std::time::Duration::from_millis(300));
        runner.signal("KILL");
        runner.end();
        fleet(&url, &["migrate"], &[]).end().with(0);
        ran_once(&world);
        leaves_nothing_behind(&world, &url);
    }
}

/// A pool was opened by the user, who asked for nothing when it was; a second connection finds out.
#[test]
fn r03_a_pool_of_the_user_s_own() {
    let Some((world, url)) = pooled() else { return };
    let (reports, refused) = world.block(async {
        // PgBouncer wants to know of each startup parameter.
        let options: PgConnectOptions = url.parse().unwrap();
        let options = options.extra_float_digits(None).disable_statement_logging();
        let pool = PgPoolOptions::new().connect_with(options).await.unwrap();
        let database = Database::from(pool.clone());
        let concurrently = step("3_c", |schema| {
            schema.create_index("a", "id").concurrently();
        });
        let two = migrator(&[table("1_a", "a"), table("2_b", "b")]);
        let three = migrator(&[table("1_a", "a"), table("2_b", "b"), concurrently]);
        let reports = [two.migrate(&database).await, two.migrate(&database).await];
        let refused = three.migrate(&database).await;
        pool.close().await;
        (reports, refused)
    });
    let ran = reports.map(|report| report.unwrap().ran.len());
    assert_eq!(ran, [2, 0]);
    assert_eq!(failed(refused).kind(), ErrorKind::Plan);
    leaves_nothing_behind(&world, &url);
}

#[test]
fn r03_a_schema_of_a_tenant_through_a_pooler_is_refused() {
    let Some((world, url)) = pooled() else { return };
    Look::at(&world).sql("CREATE SCHEMA one");
    let report = world.block(async {
        let database = Database::connect(&url).await.unwrap();
        let migrator = migrator(&[table("1_a", "a")]);
        migrator
            .migrate_tenants(&Tenants::schemas(&database, ["one"]))
            .await
    });
    let said = format!("{report:?}");
    assert!(
        said.contains("no connection can be put into a schema"),
        "{said}"
    );
    assert!(!world.tables().contains(&"a".to_owned()));
}
