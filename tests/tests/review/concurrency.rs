//! Several tasks and runners, and observers that fail.

use super::*;

#[test]
fn a_pool_in_memory_is_given_back_without_an_open_transaction() {
    on(Some(Server::Sqlite), |_| async move {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let run = |sql: &'static str| sqlx::raw_sql(sql).execute(&pool);
        run("CREATE TABLE a (x); CREATE INDEX taken ON a (x)")
            .await
            .unwrap();
        let database = Database::from(pool.clone());
        let migrator = migrator(&[users("1_a")])
            .table("taken")
            .allow_existing(true);
        migrator.migrate(&database).await.unwrap_err();
        run("BEGIN; ROLLBACK").await.unwrap();
    });
}

/// Panics when a migration is done.
struct Panics;

impl Observer for Panics {
    fn finished(&self, _: &str, _: Direction, _: Duration) {
        panic!("an observer's own fault");
    }
}

#[test]
fn an_observer_that_panics_leaves_nothing_locked() {
    on_all(|world| async move {
        let steps = [
            users("1_a"),
            step("2_b", |schema| {
                schema.create_table("b", |t| {
                    t.id();
                });
            }),
        ];
        let database = world.db().clone();
        let panicking = migrator(&steps).observer(Panics);
        let task = tokio::spawn(async move { panicking.migrate(&database).await });
        assert!(task.await.unwrap_err().is_panic());
        let again = migrator(&steps).lock_wait(Duration::from_secs(5));
        again.migrate(world.db()).await.unwrap();
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}

#[test]
fn a_pool_in_memory_survives_an_observer_that_panics_and_two_tasks_at_once() {
    on(Some(Server::Sqlite), |_| async move {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let database = Database::from(pool.clone());
        let steps = [users("1_a"), raw("2_b", "CREATE TABLE b (x)")];
        let panicking = migrator(&steps).observer(Panics);
        let of_task = database.clone();
        let task = tokio::spawn(async move { panicking.migrate(&of_task).await });
        assert!(task.await.unwrap_err().is_panic());
        let both = Arc::new(migrator(&steps));
        let run = || {
            let (both, database) = (both.clone(), database.clone());
            tokio::spawn(async move { both.migrate(&database).await })
        };
        let (a, b) = tokio::join!(run(), run());
        let (a, b) = (a.unwrap().unwrap(), b.unwrap().unwrap());
        assert_eq!(a.ran.len() + b.ran.len(), 1, "{a:?} {b:?}");
        sqlx::raw_sql("BEGIN; ROLLBACK")
            .execute(&pool)
            .await
            .unwrap();
    });
}

#[test]
fn one_migrator_in_two_tasks_applies_each_migration_once() {
    on_all(|world| async move {
        let steps = [users("1_a"), raw("2_b", "CREATE TABLE b (x integer)")];
        let both = Arc::new(migrator(&steps));
        let run = || {
            let (both, database) = (both.clone(), world.db().clone());
            tokio::spawn(async move { both.migrate(&database).await })
        };
        let (a, b, c) = tokio::join!(run(), run(), run());
        let ran: usize = [a, b, c]
            .map(|ran| ran.unwrap().unwrap().ran.len())
            .iter()
            .sum();
        assert_eq!(ran, 2);
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}

#[test]
fn two_runners_whose_lock_does_not_hold_run_nothing_twice() {
    on(Server::mysql(), |world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE runs (x int); DO RELEASE_ALL_LOCKS()"),
            raw("2_b", "DO SLEEP(1); INSERT INTO runs VALUES (1)"),
        ];
        let other = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            migrator(&steps).migrate(world.db()).await
        };
        let one = migrator(&steps);
        let (a, b) = tokio::join!(one.migrate(world.db()), other);
        assert_eq!(world.count("runs").await, 1, "{a:?} {b:?}");
    });
}
