//! What all tests of a process with the same history share: the server, the template, the workers and copies that are free.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use migration_core::dialect::Dialect;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::names::Names;
use super::options::{Isolation, Source, TestOptions};
use super::pool::Held;
use super::recipe::Recipe;
use super::server::Server;
use super::worker::Worker;
use crate::error::Result;

/// Where connections of tests live, whichever runtime the test has: they outlive it.
pub(super) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("migratory-test")
        .enable_all()
        .build()
        .expect("threads can be started")
});

/// What tests of the same history share.
pub(super) struct Base {
    pub(super) server: Server,
    pub(super) names: Names,
    pub(super) recipe: Recipe,
    /// The workers that no test has, with their isolation and the number of connections.
    free: Mutex<Vec<(Isolation, u32, Worker)>>,
    /// The numbers of workers that this process has.
    numbers: Mutex<BTreeSet<u32>>,
    /// The copies that were made ahead.
    ready: Mutex<Vec<String>>,
    is_refilling: AtomicBool,
    has_looked: AtomicBool,
    /// What goes on beside the tests.
    background: Mutex<JoinSet<()>>,
    /// Holds the locks of the copies that this process has.
    pub(super) admin: tokio::sync::Mutex<Option<Held>>,
    /// What a database in memory begins with.
    #[cfg(feature = "sqlite")]
    pub(super) image: tokio::sync::OnceCell<Arc<[u8]>>,
}

/// What tells one from another.
struct Key {
    source: Source,
    dialect: Option<Dialect>,
    url: Option<String>,
    package: String,
    at: Option<String>,
    seed: bool,
}

impl Key {
    fn is(&self, other: &Self) -> bool {
        self.source.is(&other.source)
            && self.dialect == other.dialect
            && self.url == other.url
            && self.package == other.package
            && self.at == other.at
            && self.seed == other.seed
    }
}

static ALL: Mutex<Vec<(Key, Arc<Base>)>> = Mutex::new(Vec::new());

impl Base {
    /// The one of a test. It may start a server, so it is not for async code.
    pub(super) fn of(options: &TestOptions) -> Result<Arc<Self>> {
        let key = Key {
            source: options.source.clone(),
            dialect: options.dialect,
            url: options.url.clone(),
            package: options.package.clone(),
            at: options.at.clone(),
            seed: options.seed,
        };
        let mut all = lock(&ALL);
        let known = |(it, _): &&(Key, Arc<Self>)| it.is(&key);
        if let Some((_, base)) = all.iter().find(known) {
            return Ok(base.clone());
        }
        let server = Server::of(options)?;
        let recipe = Recipe::of(options, server.dialect())?;
        let names = Names::new(server.base(), &recipe.print);
        // The same by another function.
        let same = |it: &&(Key, Arc<Self>)| {
            let (its, base) = it;
            its.url == key.url
                && base.server.dialect() == server.dialect()
                && base.names.template() == names.template()
        };
        if let Some((_, base)) = all.iter().find(same) {
            return Ok(base.clone());
        }
        let base = Arc::new(Self {
            names,
            server,
            recipe,
            free: Mutex::default(),
            numbers: Mutex::default(),
            ready: Mutex::default(),
            is_refilling: AtomicBool::new(false),
            has_looked: AtomicBool::new(false),
            background: Mutex::default(),
            admin: tokio::sync::Mutex::default(),
            #[cfg(feature = "sqlite")]
            image: tokio::sync::OnceCell::new(),
        });
        all.push((key, base.clone()));
        Ok(base)
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.server.dialect() == Dialect::Sqlite
    }

    /// What a template says of where it comes from: since when, and the program, if it depends on its code.
    pub(super) fn origin(&self) -> String {
        super::said_now(self.recipe.program.as_deref().unwrap_or("-"))
    }

    /// A worker that no test has.
    pub(super) fn take_free(&self, isolation: Isolation, connections: u32) -> Option<Worker> {
        let mut free = lock(&self.free);
        let fits = |(its, number, _): &(Isolation, u32, Worker)| {
            *its == isolation && (isolation == Isolation::Tx || *number == connections)
        };
        let at = free.iter().rposition(fits)?;
        Some(free.swap_remove(at).2)
    }

    pub(super) fn give_back(&self, isolation: Isolation, connections: u32, worker: Worker) {
        lock(&self.free).push((isolation, connections, worker));
    }

    /// The lowest number from this one on that this process does not have.
    pub(super) fn reserve(&self, from: u32) -> u32 {
        let mut numbers = lock(&self.numbers);
        let mut number = from;
        while !numbers.insert(number) {
            number += 1;
        }
        number
    }

    pub(super) fn release(&self, number: Option<u32>) {
        if let Some(number) = number {
            lock(&self.numbers).remove(&number);
        }
    }

    /// A copy that was made ahead.
    pub(super) fn take_ready(&self) -> Option<String> {
        lock(&self.ready).pop()
    }

    pub(super) fn add_ready(&self, name: String) {
        lock(&self.ready).push(name);
    }

    /// Whether this call is the one that makes copies ahead.
    pub(super) fn begin_refilling(&self) -> bool {
        !self.is_refilling.swap(true, Ordering::AcqRel)
    }

    /// Whether this process has not yet looked for what others have left.
    pub(super) fn is_first_look(&self) -> bool {
        !self.has_looked.swap(true, Ordering::AcqRel)
    }

    pub(super) fn end_refilling(&self) {
        self.is_refilling.store(false, Ordering::Release);
    }

    /// Does something beside the tests.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut background = lock(&self.background);
        while background.try_join_next().is_some() {}
        background.spawn_on(work, RUNTIME.handle());
    }

    /// Waits for what goes on beside the tests.
    pub(super) async fn settle(&self) {
        let mut background = std::mem::take(&mut *lock(&self.background));
        while background.join_next().await.is_some() {}
    }
}

/// Whether each test has a process of its own, which ends with it: nextest says so
/// (<https://nexte.st/docs/configuration/env-vars/>).
pub(super) fn is_process_per_test() -> bool {
    std::env::var("NEXTEST_EXECUTION_MODE").is_ok_and(|mode| mode == "process-per-test")
}

/// The number that no other test has that runs at the same time, as nextest says.
pub(super) fn first_number() -> u32 {
    let slot = std::env::var("NEXTEST_TEST_GLOBAL_SLOT").ok();
    slot.and_then(|slot| slot.parse().ok()).unwrap_or(0)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
