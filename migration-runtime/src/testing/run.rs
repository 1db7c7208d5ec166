//! What a function with `#[migratory::test]` does: the test, with what comes before and after it.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::base::RUNTIME;
use super::options::TestOptions;
use super::test_db::{Ended, TestDb};
use crate::database::Database;
use crate::error::Result;

/// What a test may take as its arguments: what a [`TestDb`] has.
pub trait FromTestDb: Sized {
    /// Takes it.
    ///
    /// # Errors
    ///
    /// It is not there with this isolation.
    fn from_test_db(db: &TestDb) -> Result<Self>;
}

impl FromTestDb for TestDb {
    fn from_test_db(db: &TestDb) -> Result<Self> {
        Ok(db.clone())
    }
}

impl FromTestDb for Database {
    fn from_test_db(db: &TestDb) -> Result<Self> {
        db.database()
    }
}

#[cfg(feature = "postgres")]
impl FromTestDb for sqlx::PgPool {
    fn from_test_db(db: &TestDb) -> Result<Self> {
        Ok(db.postgres())
    }
}

#[cfg(feature = "mysql")]
impl FromTestDb for sqlx::MySqlPool {
    fn from_test_db(db: &TestDb) -> Result<Self> {
        Ok(db.mysql())
    }
}

#[cfg(feature = "sqlite")]
impl FromTestDb for sqlx::SqlitePool {
    fn from_test_db(db: &TestDb) -> Result<Self> {
        Ok(db.sqlite())
    }
}

/// An argument of a test.
///
/// # Panics
///
/// The test's database has no such thing; the message says why.
#[track_caller]
pub fn argument<T: FromTestDb>(db: &TestDb) -> T {
    match T::from_test_db(db) {
        Ok(argument) => argument,
        Err(error) => panic!("{error}"),
    }
}

/// What a test may answer with.
pub trait Outcome {
    /// Why it has failed, if it has.
    fn failure(self) -> Option<String>;
}

impl Outcome for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<T, E: Debug> Outcome for std::result::Result<T, E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| format!("{error:?}"))
    }
}

/// Whether a test is to panic: `#[should_panic]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// It passes by coming to its end.
    TheEnd,
    /// It passes by panicking.
    APanic,
}

/// Runs a test. It has a runtime of its own, so that what it spawns ends with it.
///
/// # Panics
///
/// The test does, or answers with an error; it has no database; or it has ended the transaction that it was in.
#[track_caller]
pub fn run<F, Fut>(options: TestOptions, expects: Expects, test: F)
where
    F: FnOnce(TestDb) -> Fut,
    Fut: Future,
    Fut::Output: Outcome,
{
    let name = options.name.clone();
    let db = match TestDb::start_blocking(options) {
        Ok(db) => db,
        Err(error) => panic!("no database for {name}: {error}"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let given = db.clone();
    let came = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(given)).failure()));
    runtime.block_on(db.rest());
    {
        // What the test has left gives its connections back to where they live.
        let _home = RUNTIME.enter();
        drop(runtime);
    }
    let ended = match (&came, expects) {
        (Ok(None), _) | (Err(_), Expects::APanic) => Ended::Passed,
        (Ok(Some(_)) | Err(_), _) => Ended::Failed,
    };
    let after = db.end_blocking(ended);
    match &after {
        Ok(Some(place)) => eprintln!(
            "the database of {name} is kept for a day: {place}\n  next: look at it; `test-db gc --all` drops it sooner"
        ),
        Ok(None) => {}
        Err(error) if ended == Ended::Failed => eprintln!("after {name}: {error}"),
        Err(_) => {}
    }
    match (came, after) {
        (Err(panic), _) => resume_unwind(panic),
        (Ok(Some(failure)), _) => panic!("{name} has failed: {failure}"),
        (Ok(None), Err(error)) => panic!("{error}"),
        (Ok(None), Ok(_)) => {}
    }
}
