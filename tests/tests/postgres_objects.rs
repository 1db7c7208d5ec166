//! The example `postgres_objects`, run as a user runs it, and what its database then does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use insta::assert_snapshot;
use migratory_tests::example;
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _, raw_sql};

/// The program, with this database and a role of the test's own.
fn program(database: &Throwaway, subcommand: &str) -> Command {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(EXAMPLE.get_or_init(|| example::build("postgres_objects")));
    command.arg(subcommand).env("DATABASE_URL", database.url());
    command.env("COWORKING_ROLE", role());
    command
}

fn role() -> String {
    format!("coworking_{}", std::process::id())
}

fn run(database: &Throwaway, subcommand: &str) -> String {
    example::run(&mut program(database, subcommand))
}

/// The batch, state and name of each migration.
fn states(database: &Throwaway) -> String {
    let status = run(database, "status");
    let applied = status
        .lines()
        .skip(1)
        .filter(|line| line.contains("applied"));
    let words = applied.map(|line| {
        line.split_whitespace()
            .take(3)
            .collect::<Vec<_>>()
            .join(" ")
    });
    words.collect::<Vec<_>>().join("\n")
}

async fn sql(connection: &mut AnyConnection, sql: &str) {
    if let Err(refused) = connection.execute(raw_sql(AssertSqlSafe(sql))).await {
        panic!("{sql}: {refused}");
    }
}

async fn refusal(connection: &mut AnyConnection, sql: &str) -> String {
    let done = connection.execute(raw_sql(AssertSqlSafe(sql))).await;
    done.expect_err("the database refuses it").to_string()
}

/// The only column of all rows.
async fn text(connection: &mut AnyConnection, sql: &str) -> String {
    let rows = connection.fetch_all(raw_sql(AssertSqlSafe(sql))).await;
    let rows = rows.unwrap_or_else(|refused| panic!("{sql}: {refused}"));
    let texts = rows.iter().map(|row| row.get::<String, _>(0));
    texts.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn tenants_book_rooms_and_are_kept_apart() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.create("coworking").await;
    run(&database, "migrate");
    assert_snapshot!(states(&database), @"
    1 applied 20260202090000000_create_tenants
    1 applied 20260203090000000_create_bookings
    1 applied 20260209140000000_touch_rows
    1 applied 20260216090000000_report_revenue
    1 applied 20260302090000000_keep_tenants_apart
    1 applied 20260316090000000_record_events
    1 applied 20260330090000000_attach_events_of_2025
    ");

    let db = &mut database.connect().await;
    let tenants = "INSERT INTO tenants (name, billing_email, address) VALUES \
        ('Ada', 'ada@example.com', ROW('1 High Street', 'Leeds', 'LS1')), ('Bob', 'bob@example.com', NULL)";
    sql(db, tenants).await;
    rules_are_kept(db).await;
    rows_are_touched(db).await;
    revenue_is_a_copy(db).await;
    each_tenant_sees_its_own(db).await;
    events_are_in_their_partitions(db).await;
    assert_snapshot!(text(db, COMMENTS).await, @r"
    An address that mail can be sent to
    Cancelled bookings do not count
    Doors that were opened: many, and of little worth after a year
    Invoices go here
    Maintains updated_at
    What the office looks at
    Who rents, and pays
    ");

    for _ in 0..2 {
        run(&database, "reset");
        assert_eq!(states(&database), "");
        assert_eq!(text(db, LEFT_BEHIND).await, "");
        run(&database, "migrate");
        assert_eq!(states(&database).lines().count(), 7);
    }
    // The role is the server's.
    run(&database, "reset");
}

async fn rules_are_kept(db: &mut AnyConnection) {
    let wrong = "INSERT INTO tenants (name, billing_email) VALUES ('Eve', 'nowhere')";
    assert!(refusal(db, wrong).await.contains("email_has_an_at"));
    sql(
        db,
        "INSERT INTO rooms (name, price_an_hour) VALUES ('Attic', 10)",
    )
    .await;
    let book = "INSERT INTO bookings (tenant_id, room_id, during, price) VALUES \
        (1, 1, '[2026-04-01 09:00+00, 2026-04-01 12:00+00)', 30)";
    sql(db, book).await;
    let overlap = "INSERT INTO bookings (tenant_id, room_id, during, price) VALUES \
        (2, 1, '[2026-04-01 11:00+00, 2026-04-01 13:00+00)', 20)";
    assert!(refusal(db, overlap).await.contains("no_room_twice"));
    sql(db, "UPDATE bookings SET cancelled = true").await;
    sql(db, overlap).await;
}

async fn rows_are_touched(db: &mut AnyConnection) {
    let touched = "SELECT count(*)::text FROM tenants WHERE updated_at > created_at";
    sql(db, "UPDATE tenants SET plan = plan").await;
    assert_eq!(text(db, touched).await, "0", "nothing has changed");
    sql(db, "UPDATE tenants SET plan = 'desk' WHERE id = 1").await;
    assert_eq!(text(db, touched).await, "1");
}

async fn revenue_is_a_copy(db: &mut AnyConnection) {
    let revenue =
        "SELECT concat_ws(' ', tenant_id, to_char(month, 'Mon'), revenue) FROM reports.revenue";
    assert_eq!(text(db, revenue).await, "");
    sql(db, "REFRESH MATERIALIZED VIEW CONCURRENTLY reports.revenue").await;
    assert_eq!(text(db, revenue).await, "2 Apr 20.00");
    assert_eq!(text(db, "SELECT tenant FROM reports.today").await, "");
}

async fn each_tenant_sees_its_own(db: &mut AnyConnection) {
    sql(db, &format!("SET ROLE {}; SET app.tenant = '2'", role())).await;
    assert_eq!(text(db, "SELECT name FROM tenants").await, "Bob");
    assert_eq!(text(db, "SELECT price::text FROM bookings").await, "20.00");
    let of_another =
        "INSERT INTO bookings (tenant_id, room_id, during, price) VALUES (1, 1, 'empty', 0)";
    assert!(refusal(db, of_another).await.contains("row-level security"));
    let denied = refusal(db, "SELECT * FROM reports.revenue").await;
    assert!(denied.contains("permission denied for schema reports"));
    sql(db, "RESET ROLE").await;
    assert_eq!(
        text(db, "SELECT name FROM tenants ORDER BY id").await,
        "Ada\nBob"
    );
}

async fn events_are_in_their_partitions(db: &mut AnyConnection) {
    let open = "INSERT INTO events VALUES (1, 'front', '2025-05-01'), (1, 'front', '2026-05-01'), (2, 'back', '2031-05-01')";
    sql(db, open).await;
    let places = "SELECT tableoid::regclass::text FROM events ORDER BY at";
    assert_eq!(
        text(db, places).await,
        "events_2025\nevents_2026\nevents_later"
    );
    let plan = text(db, "EXPLAIN SELECT * FROM events WHERE at < '2025-06-01'").await;
    assert!(
        plan.contains("events_2025") && !plan.contains("events_2026"),
        "{plan}"
    );
}

const COMMENTS: &str = "SELECT description FROM pg_description \
    WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass ORDER BY 1";

/// What is of no system and of no ledger.
const LEFT_BEHIND: &str = "SELECT 'relation ' || c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = 'public' AND c.relname NOT LIKE '\\_migrations%' \
    UNION ALL SELECT 'type ' || typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
    WHERE n.nspname = 'public' AND typname NOT LIKE '%\\_migrations%' \
    UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
    UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql' \
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = 'reports'";

#[tokio::test]
async fn another_database_is_told_what_it_lacks() {
    let database = Server::Sqlite.create("coworking").await;
    let Output { status, stderr, .. } = program(&database, "migrate").output().expect("it starts");
    assert!(!status.success());
    let said = String::from_utf8(stderr).expect("UTF-8");
    let first = said.split("\n\n").next().expect("a problem");
    let (_, first) = first
        .split_once('\n')
        .expect("the database, and the problem");
    assert_snapshot!(first.replace('\\', "/"), @r#"
    error[MIG-0202]: cannot create domain "email": SQLite has no domains
     --> examples/postgres_objects/migrations/m20260202090000000_create_tenants.rs:9:14
      |
    9 |             .create_domain("email", text())
      |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260202090000000_create_tenants
      help: give each column the type, and a check of its own
    "#);
    assert!(said.contains("SQLite has no policies"));
    assert!(said.contains("database: unchanged, nothing was run"));
}

/// The program where its sources are, one of which nothing names.
#[test]
fn r41_a_file_that_the_program_was_built_without() {
    let sources = Path::new("examples/postgres_objects/migrations");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = std::env::temp_dir().join(format!("migratory_left_out_{}", std::process::id()));
    let folder = copy.join(sources);
    std::fs::create_dir_all(&folder).unwrap();
    for file in std::fs::read_dir(root.join(sources)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let program = example::build("postgres_objects");
    let said = |command: &str, folder: &Path| {
        let mut program = Command::new(&program);
        let ran = program
            .args(["--url", "sqlite::memory:", command])
            .current_dir(folder);
        let ran = ran.output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
    };
    for command in ["check", "status"] {
        assert!(!said(command, &folder).1.contains("built without"));
    }
    std::fs::write(folder.join("m20260401090000000_forgotten.rs"), "").unwrap();
    for (command, code) in [("check", Some(7)), ("migrate", Some(7)), ("fresh", Some(7))] {
        let (ended, text) = said(command, &copy);
        assert_eq!(ended, code, "{text}");
        for part in [
            "built without examples/postgres_objects/migrations/m20260401090000000_forgotten.rs",
            "next: add `mod m20260401090000000_forgotten;`",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }
    assert!(
        said("status", &folder)
            .1
            .contains("warning: this program was built without")
    );
    std::fs::remove_dir_all(&copy).unwrap();
}
