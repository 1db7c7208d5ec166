//! The ledger: what it holds, where it is, who may write it, and what is not one.

use migratory::{ErrorKind, Migrator, State};

use crate::world::{World, done, failed, migrator, raw, step, table};

on_each_database!(
    commands_that_read_create_no_ledger,
    a_row_says_when_how_long_by_whom_and_what,
    times_are_the_server_s_and_read_as_utc,
    the_ledger_is_called_as_said,
    two_ledgers_in_one_database_know_nothing_of_each_other,
    a_database_with_tables_and_no_ledger_is_refused,
    a_database_with_tables_is_migrated_when_that_is_said,
    a_table_that_is_no_ledger_is_not_written_to,
    a_ledger_that_was_renamed_is_missed,
    a_user_who_may_only_read_can_ask,
);

fn two() -> Migrator {
    migrator(&[table("1_a", "a"), table("2_b", "b")])
}

fn commands_that_read_create_no_ledger(world: &World) {
    let all = two();
    assert_eq!(world.pending(&all), ["1_a", "2_b"]);
    assert_eq!(world.status(&all).len(), 2);
    assert_eq!(
        done(world.block(all.plan(&world.database))).names(),
        ["1_a", "2_b"]
    );
    assert!(done(world.block(all.plan_rollback(&world.database))).is_empty());
    assert!(!done(world.block(all.has_tables(&world.database))));
    failed(world.block(all.require_current(&world.database)));
    assert!(world.rollback(&all).is_empty());
    done(world.block(all.reset(&world.database)));
    assert!(world.tables().is_empty(), "{:?}", world.tables());
}

fn a_row_says_when_how_long_by_whom_and_what(world: &World) {
    world.migrate(&two());
    let rows = world.rows(
        "SELECT name, phase, state, tool_version, applied_by, run_id, up_sql, down_sql FROM _migrations ORDER BY id",
    );
    assert_eq!(rows.len(), 2);
    for (row, name) in rows.iter().zip(["a", "b"]) {
        let text = |at: usize| row[at].clone().unwrap_or_default();
        assert_eq!([text(1), text(2)], ["pre-deploy", "applied"]);
        assert!(
            !text(3).is_empty() && !text(4).is_empty() && !text(5).is_empty(),
            "{row:?}"
        );
        assert!(text(6).contains(&world.quote(name)), "{row:?}");
        assert!(text(7).starts_with("DROP TABLE "), "{row:?}");
    }
    assert_eq!(rows[0][5], rows[1][5], "one run");
    let missing = "SELECT count(*) FROM _migrations WHERE duration_ms IS NULL OR duration_ms < 0 OR applied_at IS NULL";
    let missing = missing.replace("count(*)", "CAST(count(*) AS CHAR(9))");
    assert_eq!(world.value(&missing).trim(), "0");
}

fn times_are_the_server_s_and_read_as_utc(world: &World) {
    if world.pick(true, false, false) {
        world.sql(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database()); \
             EXECUTE format('ALTER DATABASE %I SET datestyle = ''German, DMY''', current_database()); END $$",
        );
    }
    let all = two();
    let fresh = done(world.block(migratory::Database::connect(world.url())));
    done(world.block(all.migrate(&fresh)));
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for status in done(world.block(all.status(&fresh))) {
        let State::Applied(application) = status.state else {
            panic!("{status:?}");
        };
        let at = application.at.expect("a time").timestamp();
        assert!((now as i64 - at).abs() < 60, "{at} is not about {now}");
        assert!(
            application.took.is_some() && application.by.is_some(),
            "{application:?}"
        );
    }
}

fn the_ledger_is_called_as_said(world: &World) {
    let name = world.pick("my \"ledger\"", "my `ledger`", "my \"ledger\"; --");
    let named = || two().table(name);
    world.migrate(&named());
    assert_eq!(world.tables().len(), 3);
    assert!(
        world.tables().contains(&name.to_owned()),
        "{:?}",
        world.tables()
    );
    assert_eq!(world.count(name), 2);
    assert!(world.pending(&named()).is_empty());
    done(world.block(named().reset(&world.database)));
    assert_eq!(world.tables(), [name]);
}

fn two_ledgers_in_one_database_know_nothing_of_each_other(world: &World) {
    world.migrate(&migrator(&[table("1_a", "a")]));
    let others = || {
        migrator(&[table("1_a", "b")])
            .table("_others")
            .allow_existing(true)
    };
    assert_eq!(world.migrate(&others()).names(), ["1_a"]);
    assert_eq!(world.tables(), ["_migrations", "_others", "a", "b"]);
    assert_eq!(world.rollback(&others()).names(), ["1_a"]);
    assert_eq!(world.tables(), ["_migrations", "_others", "a"]);
    assert_eq!(world.applied(), ["1_a"]);
}

fn a_database_with_tables_and_no_ledger_is_refused(world: &World) {
    world.sql("CREATE TABLE customers (id integer)");
    world.sql("INSERT INTO customers VALUES (1)");
    let error = world.migrate_fails(&two());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let text = error.to_string();
    assert!(text.contains("has tables, but no ledger"), "{text}");
    assert!(
        text.contains("--table") && text.contains("--allow-existing"),
        "{text}"
    );
    assert_eq!(world.tables(), ["customers"]);
    assert_eq!(world.count("customers"), 1);
    assert_eq!(world.pending(&two()), ["1_a", "2_b"], "asking is allowed");
}

fn a_database_with_tables_is_migrated_when_that_is_said(world: &World) {
    world.sql("CREATE TABLE customers (id integer)");
    let all = two().allow_existing(true);
    world.migrate(&all);
    assert_eq!(world.tables(), ["_migrations", "a", "b", "customers"]);
    done(world.block(two().reset(&world.database)));
    assert_eq!(world.tables(), ["_migrations", "customers"]);
}

fn a_table_that_is_no_ledger_is_not_written_to(world: &World) {
    world.sql("CREATE TABLE _migrations (id integer, name varchar(20))");
    world.sql("INSERT INTO _migrations VALUES (1, 'mine')");
    for error in [
        world.migrate_fails(&two()),
        world.rollback_fails(&two()),
        failed(world.block(two().status(&world.database))),
    ] {
        assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
        assert!(error.to_string().contains("is not a ledger"), "{error}");
        assert!(error.to_string().contains("--table"), "{error}");
    }
    assert_eq!(world.tables(), ["_migrations"]);
    assert_eq!(world.count("_migrations"), 1);
}

fn a_ledger_that_was_renamed_is_missed(world: &World) {
    world.migrate(&two());
    world.sql("ALTER TABLE _migrations RENAME TO _old");
    let error = world.migrate_fails(&two());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    assert_eq!(world.tables(), ["_old", "a", "b"]);
    assert!(world.pending(&two().table("_old")).is_empty());
}

fn a_user_who_may_only_read_can_ask(world: &World) {
    let all = two();
    world.migrate(&migrator(&[table("1_a", "a")]));
    let (url, forget) = reader(world);
    let database = done(world.block(migratory::Database::connect(&url)));
    assert_eq!(done(world.block(all.pending(&database))), ["2_b"]);
    assert_eq!(done(world.block(all.plan(&database))).names(), ["2_b"]);
    assert!(done(world.block(all.migrate(&database).err_text())).contains("next: "));
    world.sql(&forget);
    assert_eq!(world.tables(), ["_migrations", "a"]);
    assert_eq!(world.applied(), ["1_a"]);
}

/// A URL that may only read, and what takes its user away again.
fn reader(world: &World) -> (String, String) {
    let user = format!(
        "reader_{}",
        world.url().rsplit('_').next().unwrap_or_default()
    );
    let user = format!("{user}_{}", std::process::id());
    match world.pick(0, 1, 2) {
        0 => {
            world.sql(&format!(
                "CREATE ROLE {user} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}"
            ));
            let url = with_user(world.url(), &user);
            (url, format!("DROP OWNED BY {user}; DROP ROLE {user}"))
        }
        1 => {
            let database = world.value("SELECT DATABASE()");
            world.sql(&format!("CREATE USER {user} IDENTIFIED BY 'r'"));
            world.sql(&format!("GRANT SELECT ON `{database}`.* TO {user}"));
            let url = with_user(world.url(), &format!("{user}:r"));
            (url, format!("DROP USER {user}"))
        }
        _ => {
            let url = world.url().replace("mode=rwc", "mode=ro");
            (url, "SELECT 1".to_owned())
        }
    }
}

/// The URL with another user.
pub fn with_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{user}@{host}")
}

/// The text of the error that a run must end with.
trait ErrText {
    async fn err_text(self) -> migratory::Result<String>;
}

impl<F: Future<Output = migratory::Result<migratory::Report>>> ErrText for F {
    async fn err_text(self) -> migratory::Result<String> {
        let error = failed(self.await);
        assert!(
            matches!(
                error.kind(),
                ErrorKind::Access | ErrorKind::ReadOnly | ErrorKind::Failed
            ),
            "{error:?}"
        );
        Ok(error.to_string())
    }
}

mod on_postgres {
    use super::*;
    use migratory_tests::throwaway::{Server, left_out};

    fn world() -> Option<World> {
        Server::postgres().map(World::on)
    }

    #[test]
    fn the_ledger_goes_to_the_schema_that_is_said_which_is_made() {
        let Some(world) = world() else { return };
        let all = || two().schema("my ops");
        world.migrate(&all());
        assert_eq!(world.tables(), ["a", "b"]);
        assert_eq!(
            world.value("SELECT count(*)::text FROM \"my ops\"._migrations"),
            "2"
        );
        assert!(world.pending(&all()).is_empty());
        assert_eq!(world.migrate(&all()).batch, None);
        let report = done(world.block(all().fresh(&world.database)));
        assert_eq!(report.batch, Some(1), "a ledger elsewhere forgets too");
        assert_eq!(
            world.value("SELECT count(*)::text FROM \"my ops\"._migrations"),
            "2"
        );
    }

    #[test]
    fn tables_of_other_schemas_and_of_extensions_are_not_in_the_way() {
        let Some(world) = world() else { return };
        world.sql("CREATE SCHEMA other; CREATE TABLE other.customers (id integer)");
        world.sql("CREATE TABLE other._migrations (id integer)");
        world.migrate(&two());
        assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    }

    #[test]
    fn a_ledger_further_down_the_search_path_is_not_taken_for_ours() {
        let Some(world) = world() else { return };
        world.migrate(&two());
        world.sql(
            "CREATE SCHEMA tenant; \
             DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = tenant, public', current_database()); END $$",
        );
        let database = done(world.block(migratory::Database::connect(world.url())));
        let report = done(world.block(two().migrate(&database)));
        assert_eq!(report.names(), ["1_a", "2_b"]);
        assert_eq!(
            world.value("SELECT count(*)::text FROM tenant._migrations"),
            "2"
        );
        assert_eq!(
            world.value("SELECT count(*)::text FROM public._migrations"),
            "2"
        );
    }

    #[test]
    fn a_search_path_without_a_schema_is_said() {
        let Some(world) = world() else { return };
        world.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = nowhere', current_database()); END $$");
        let database = done(world.block(migratory::Database::connect(world.url())));
        let error = failed(world.block(two().migrate(&database)));
        assert_eq!(error.kind(), ErrorKind::NoDatabase, "{error}");
        assert!(error.to_string().contains("search_path"), "{error}");
    }

    #[test]
    fn a_role_that_may_not_create_is_told_what_it_lacks() {
        let Some(world) = world() else { return };
        let role = format!("weak_{}", std::process::id());
        world.sql(&format!(
            "CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        ));
        let url = with_user(world.url(), &role);
        let database = done(world.block(migratory::Database::connect(&url)));
        let error = failed(world.block(two().migrate(&database)));
        world.sql(&format!("DROP ROLE {role}"));
        assert_eq!(error.kind(), ErrorKind::Access, "{error}");
        assert!(
            error
                .message()
                .contains("permission denied for schema public"),
            "{error}"
        );
        assert!(error.to_string().contains("database: unchanged"), "{error}");
        assert!(world.tables().is_empty());
    }

    #[test]
    fn a_migration_that_lacks_a_right_is_rolled_back_and_says_so() {
        let Some(world) = world() else { return };
        let role = format!("some_{}", std::process::id());
        world.sql(&format!(
            "CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role}"
        ));
        let url = with_user(world.url(), &role);
        let database = done(world.block(migratory::Database::connect(&url)));
        let steps = [
            table("1_a", "a"),
            raw(
                "2_role",
                "CREATE TABLE b (id integer); CREATE ROLE no_right_to",
            ),
        ];
        let error = failed(world.block(migrator(&steps).migrate(&database)));
        let tables = world.tables();
        world.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
        assert_eq!(error.migration(), Some("2_role"), "{error}");
        assert!(
            error.to_string().contains("grant this user the right"),
            "{error}"
        );
        assert_eq!(tables, ["_migrations", "a"]);
    }

    #[test]
    fn a_server_that_only_reads_is_told_from_a_broken_migration() {
        let Some(world) = world() else { return };
        world.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
        let database = done(world.block(migratory::Database::connect(world.url())));
        assert_eq!(done(world.block(two().pending(&database))).len(), 2);
        let error = failed(world.block(two().migrate(&database)));
        assert!(
            matches!(error.kind(), ErrorKind::ReadOnly | ErrorKind::Access),
            "{error:?}"
        );
        assert!(world.tables().is_empty());
    }

    #[test]
    fn a_hundred_locks_are_not_asked_for_at_once_by_fresh() {
        let Some(world) = world() else { return };
        world.sql(
            "DO $$ BEGIN FOR n IN 1..450 LOOP EXECUTE format('CREATE TABLE many_%s (id integer PRIMARY KEY)', n); \
             COMMIT; END LOOP; END $$",
        );
        let report = done(world.block(two().fresh(&world.database)));
        assert_eq!(report.dropped, 450);
        assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    }

    #[test]
    fn fresh_refuses_when_another_schema_depends_on_what_it_would_drop() {
        let Some(world) = world() else { return };
        world.migrate(&two());
        world.sql("CREATE SCHEMA other; CREATE VIEW other.seen AS SELECT * FROM a");
        world.sql("CREATE TABLE other.refers (id bigint REFERENCES b (id))");
        let error = failed(world.block(two().fresh(&world.database)));
        assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
        assert!(error.message().contains("other.seen"), "{error}");
        assert!(error.message().contains("other.refers"), "{error}");
        assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    }

    #[test]
    fn what_an_extension_owns_survives_fresh() {
        let Some(world) = world() else { return };
        let here = "SELECT count(*)::text FROM pg_available_extensions WHERE name = 'citext'";
        if world.value(here) == "0" {
            left_out("what an extension owns (this server has no citext)");
            return;
        }
        world.sql("CREATE EXTENSION citext; CREATE TABLE names (name citext)");
        done(world.block(two().fresh(&world.database)));
        world.sql("CREATE TABLE again (name citext)");
    }
}

mod on_mysql {
    use super::*;
    use migratory_tests::throwaway::Server;

    #[test]
    fn the_ledger_goes_to_the_database_that_is_said() {
        let Some(world) = Server::mysql().map(World::on) else {
            return;
        };
        let ops = world.another();
        let name = ops.value("SELECT DATABASE()");
        let all = || two().schema(name.clone());
        world.migrate(&all());
        assert_eq!(world.tables(), ["a", "b"]);
        assert_eq!(ops.tables(), ["_migrations"]);
        assert!(world.pending(&all()).is_empty());
        assert_eq!(world.rollback(&all()).names(), ["2_b", "1_a"]);
        assert!(world.tables().is_empty());
    }

    #[test]
    fn a_url_without_a_database_is_said() {
        let Some(world) = Server::mysql().map(World::on) else {
            return;
        };
        let name = world.value("SELECT DATABASE()");
        let url = world.url().replace(&format!("/{name}"), "");
        let error = failed(world.block(async {
            let database = migratory::Database::connect(&url).await?;
            two().migrate(&database).await
        }));
        assert_eq!(error.kind(), ErrorKind::NoDatabase, "{error}");
        assert!(error.to_string().contains("names no database"), "{error}");
    }

    #[test]
    fn a_schema_of_another_database_is_not_touched_by_fresh() {
        let Some(world) = Server::mysql().map(World::on) else {
            return;
        };
        let other = world.another();
        other.sql("CREATE TABLE kept (id integer)");
        world.migrate(&migrator(&[step("1_a", |_| {})]));
        done(world.block(two().fresh(&world.database)));
        assert_eq!(other.tables(), ["kept"]);
    }
}
