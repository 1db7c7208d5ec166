//! A Galera cluster, where a lock that is asked for by name is each node's own, and rows are everybody's.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use migratory::{Database, ErrorKind, Migrator};
use migratory_tests::throwaway::Server;

use crate::look::Look;
use crate::process::{Fleet, MIGRATIONS, fleet, ran_once};
use crate::world::{World, done, migrator, raw, rows, table};

/// What one test does to a node, or waits for, is not to be in the way of another.
static ONE: Mutex<()> = Mutex::new(());

/// A database of a cluster, and its URL at each node.
struct Cluster {
    world: World,
    urls: Vec<String>,
    _one: MutexGuard<'static, ()>,
}

impl Cluster {
    /// None where there is no cluster.
    fn find() -> Option<Self> {
        let nodes = Server::galera()?;
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let world = World::on(nodes.first()?.clone());
        // What is asked here is answered when all is here that was written elsewhere.
        world.sql("SET SESSION wsrep_sync_wait = 15");
        let urls: Vec<String> = nodes.iter().map(|node| world.place.at(node)).collect();
        let began = Instant::now();
        for url in &urls {
            while world.block(Database::connect(url)).is_err() {
                assert!(
                    began.elapsed() < Duration::from_secs(20),
                    "no database at {url}"
                );
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Some(Self {
            world,
            urls,
            _one: one,
        })
    }

    fn database(&self, node: usize) -> Database {
        done(self.world.block(Database::connect(&self.urls[node])))
    }

    /// A run at a node, with a short lease.
    fn fleet(&self, node: usize, arguments: &[&str], environment: &[(&str, &str)]) -> Fleet {
        let mut with = vec![("MIGRATORY_LEASE_MS", "600")];
        with.extend(environment);
        fleet(&self.urls[node], arguments, &with)
    }

    /// All of it ran, nothing twice, and nothing is left.
    fn ran_once(&self) {
        ran_once(&self.world);
        assert_eq!(self.world.count("_migrations_steps"), 0);
        let held = "SELECT CAST(count(*) AS CHAR) FROM _migrations_lock WHERE run_id IS NOT NULL";
        assert_eq!(self.world.value(held), "0", "somebody has the lock");
    }
}

/// Why there is a lease.
#[test]
fn r08_a_named_lock_is_given_to_two_at_two_nodes_of_a_cluster() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let looks = [0, 1].map(|node| Look::by(&cluster.world, &cluster.urls[node]));
    for look in looks {
        let got = look.value("SELECT CAST(GET_LOCK('r08', 0) AS CHAR)");
        assert_eq!(got.as_deref(), Some("1"));
    }
}

#[test]
fn r08_runners_at_all_nodes_of_a_cluster_apply_each_migration_once() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let run = |n: usize| fleet(&cluster.urls[n % 3], &["migrate"], &[]);
    let runs: Vec<Fleet> = (0..6).map(run).collect();
    for run in runs {
        run.end().with(0);
    }
    cluster.ran_once();
    assert!(cluster.world.ledger().iter().all(|(_, batch)| *batch == 1));
}

#[test]
fn r08_a_waiter_at_another_node_of_a_cluster_says_who_has_the_lock() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    // Longer than the lease, which its run goes on to hold.
    let pause = [
        ("FLEET_PAUSE", "DO SLEEP(4)"),
        ("MIGRATORY_LEASE_MS", "2000"),
    ];
    let mut holder = cluster.fleet(0, &["migrate"], &pause);
    holder.until_after(MIGRATIONS[1]);
    // Asked at a third node.
    let (world, third) = (&cluster.world, cluster.database(2));
    let asker = migrator(&[table("1_a", "a")]);
    let found = done(world.block(asker.lock_holder(&third))).expect("somebody has it");
    assert!(found.holder.contains(", run "), "{found:?}");
    let refused = world.block(asker.end_lock_holder(&third)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Refused, "{refused}");
    let waited = cluster.fleet(1, &["migrate"], &[]).end().with(0);
    let named = [
        "waiting for the lock",
        ", connection ",
        ", run ",
        ", since 2",
    ];
    for text in named {
        assert!(waited.said.contains(text), "{text}: {}", waited.said);
    }
    assert!(waited.said.contains("by another runner"), "{}", waited.said);
    holder.end().with(0);
    cluster.ran_once();
    assert_eq!(done(world.block(asker.lock_holder(&third))), None);
}

#[test]
fn r08_the_lock_of_a_run_that_was_killed_is_taken_when_its_lease_is_over() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    for fault in ["lock:0=kill", "ran:1=kill", "before_commit:0=kill"] {
        let killed = cluster
            .fleet(0, &["migrate"], &[("MIGRATORY_FAULT", fault)])
            .end();
        assert_eq!(killed.code, None, "{}", killed.said);
        let next = cluster.fleet(1, &["migrate"], &[]).end().with(0);
        assert!(
            next.said.contains("waiting for the lock"),
            "{fault}: {}",
            next.said
        );
        assert!(
            next.took < Duration::from_secs(10),
            "{fault}: {:?}",
            next.took
        );
        cluster.ran_once();
        cluster.fleet(2, &["reset"], &[]).end().with(0);
    }
}

/// It does not know for how long it was stopped.
#[test]
fn r08_a_run_that_was_stopped_for_longer_than_its_lease_writes_nothing_more() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    for point in ["intent:1", "ran:1", "before_insert:0", "before_commit:0"] {
        let fault = format!("{point}=stop");
        let stopped = cluster.fleet(0, &["migrate"], &[("MIGRATORY_FAULT", &fault)]);
        until_it_is_stopped(&stopped);
        cluster.fleet(1, &["migrate"], &[]).end().with(0);
        cluster.ran_once();
        let before = cluster.world.snapshot();
        stopped.signal("CONT");
        let ended = stopped.end().with(5);
        let text = "was not heard of for longer than its lease";
        assert!(ended.said.contains(text), "{point}: {}", ended.said);
        cluster.world.snapshot().assert_same_schema(&before, point);
        cluster.ran_once();
        cluster.fleet(2, &["reset"], &[]).end().with(0);
    }
}

/// The lease is taken again with the new connection, and what the old one may still be at is refused.
#[test]
fn r16_a_session_of_a_cluster_that_is_ended() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let pause = [("FLEET_DATA", "SELECT SLEEP(2)")];
    let run = cluster.fleet(0, &["migrate"], &pause);
    let sleeping = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(2)' \
                    AND db = DATABASE()";
    let began = Instant::now();
    while cluster.world.rows(sleeping).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never sleeps");
        std::thread::sleep(Duration::from_millis(20));
    }
    let session = cluster.world.value(sleeping);
    cluster.world.sql(&format!("KILL {session}"));
    let ended = run.end().with(0);
    assert!(
        ended.said.contains("the connection was lost"),
        "{}",
        ended.said
    );
    cluster.ran_once();
    let taken = "SELECT CAST(fence AS CHAR) FROM _migrations_lock WHERE part = 'lease'";
    assert_eq!(cluster.world.value(taken), "2");
}

fn until_it_is_stopped(run: &Fleet) {
    let began = Instant::now();
    let file = format!("/proc/{}/stat", run.id());
    // `123 (fleet) T ...`
    while !std::fs::read_to_string(&file).unwrap().contains(") T ") {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it is not stopped"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn r08_runs_at_one_node_of_a_cluster_after_another_see_the_same_ledger() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let world = &cluster.world;
    let steps = [
        table("1_a", "a"),
        table("2_b", "b"),
        table("3_c", "c"),
        table("4_d", "d"),
    ];
    let nodes = [0, 1, 2].map(|node| cluster.database(node));
    let upto = |n: usize| -> Migrator { migrator(&steps[..n]) };
    for (n, node) in [0, 1, 2, 0].into_iter().enumerate() {
        let report = done(world.block(upto(n + 1).migrate(&nodes[node])));
        assert_eq!(report.ran.len(), 1, "{report:?}");
        // At the next one nothing is left to do, a moment later.
        let next = &nodes[(node + 1) % 3];
        assert!(done(world.block(upto(n + 1).pending(next))).is_empty());
    }
    // Ids have gaps: each node has its own, one of three. They are in the order of what was done.
    let expected = [("1_a", 1), ("2_b", 2), ("3_c", 3), ("4_d", 4)];
    assert_eq!(world.ledger(), rows(&expected));
    assert_eq!(
        done(world.block(upto(4).rollback(&nodes[1]))).names(),
        ["4_d"]
    );
    assert_eq!(
        done(world.block(upto(4).rollback_steps(&nodes[2], 2))).names(),
        ["3_c", "2_b"]
    );
    // What is marked at one node is marked, and what is stamped is stamped, at the next.
    let marked = done(world.block(upto(3).baseline(&nodes[0], Some("2_b"), true)));
    assert_eq!(marked.len(), 1, "{marked:?}");
    done(world.block(upto(3).stamp(&nodes[1], "production")));
    let refused = world.block(upto(3).rollback(&nodes[2])).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Refused, "{refused}");
    let production = upto(3).allow_environment("production");
    done(world.block(production.stamp(&nodes[2], "test")));
    // What is dropped is not the lock that the run holds.
    assert_eq!(done(world.block(upto(4).fresh(&nodes[1]))).ran.len(), 4);
    assert_eq!(world.tables(), ["_migrations", "a", "b", "c", "d"]);
    assert!(done(world.block(upto(4).migrate(&nodes[2]))).is_empty());
}

/// All nodes wait for it, and the renewals with them.
#[test]
fn r08_a_change_of_the_schema_that_takes_longer_than_the_lease_keeps_the_lock() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let world = &cluster.world;
    let lease = Duration::from_millis(600);
    // Rows that take their time, and little room: some milliseconds each.
    let slow = raw(
        "2_slow",
        "ALTER TABLE a ADD COLUMN hash char(128) AS (SHA2(REPEAT(label, 200000), 512)) STORED",
    );
    let both = || migrator(&[table("1_a", "a"), slow.clone()]).lease(lease);
    world.migrate(&migrator(&[table("1_a", "a")]));
    world.sql(
        "INSERT INTO a (label) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 800) \
         SELECT 'something' FROM n",
    );
    let [first, second] = [0, 1].map(|node| cluster.database(node));
    let (holder, waiter) = (both(), both());
    let (first, second) = world.block(async {
        let later = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            waiter.migrate(&second).await
        };
        tokio::join!(holder.migrate(&first), later)
    });
    let first = done(first);
    assert_eq!(first.names(), ["2_slow"]);
    assert!(
        first.took > lease * 2,
        "{:?} is too short to tell",
        first.took
    );
    let second = done(second);
    assert!(second.names().is_empty(), "{second:?}");
    // It waited for the lock; or its first question waited for the change, and found all of it done.
    assert!(
        second.by_others.is_empty() || second.by_others == ["2_slow"],
        "{second:?}"
    );
}

/// A node may be behind the others. Who asks there waits, and is told what is true.
#[test]
fn r08_a_node_of_a_cluster_that_is_behind_is_waited_for() {
    let Some(cluster) = Cluster::find() else {
        return;
    };
    let world = &cluster.world;
    let all = migrator(&[table("1_a", "a")]);
    let behind = cluster.database(1);
    assert_eq!(done(world.block(all.pending(&behind))), ["1_a"]);
    let brake = Look::by(world, &cluster.urls[1]);
    brake.sql("FLUSH TABLES WITH READ LOCK");
    world.migrate(&all);
    let began = Instant::now();
    let later = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(700));
        brake.sql("UNLOCK TABLES");
    });
    let asked = world.block(all.migrate(&behind));
    later.join().unwrap();
    assert!(done(asked).is_empty());
    assert!(
        began.elapsed() >= Duration::from_millis(700),
        "it was not behind"
    );
}
