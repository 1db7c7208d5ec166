//! A text in one direction, and a migration of two.

use std::fmt;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use super::read::{Position, Statements};
use super::survey::Survey;
use crate::dialect::Dialect;
use crate::{Location, Problem};

/// Where a text comes from. It is read from its beginning as often as needed.
pub trait Source: Send + Sync + 'static {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;

    /// How many bytes it has.
    fn size(&self) -> u64;
}

/// A text that is in the program.
impl Source for &'static str {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(self.as_bytes()))
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }
}

/// The statements of one direction: a file, or a section of one.
pub struct Script {
    file: &'static str,
    line: u32,
    in_transaction: bool,
    source: Box<dyn Source>,
    surveys: [OnceLock<Survey>; 3],
}

impl Script {
    /// A text of a file: the path, as errors are to show it, and the line that the text begins in.
    pub fn new(file: &'static str, line: u32, in_transaction: bool, source: impl Source) -> Self {
        Self {
            file,
            line,
            in_transaction,
            source: Box::new(source),
            surveys: Default::default(),
        }
    }

    /// Whether it runs in a transaction, as far as the database has that for changes of the schema.
    pub fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// A place in it, as errors show it.
    pub fn place(&self, at: Position) -> Location {
        Location {
            file: self.file,
            line: at.line,
            column: at.column,
        }
    }

    /// Its first line.
    pub fn begin(&self) -> Location {
        self.place(Position::line(self.line))
    }

    /// Reads its statements.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn statements(&self, dialect: Dialect) -> io::Result<Statements<Box<dyn Read + Send>>> {
        Ok(Statements::new(self.source.open()?, self.line, dialect))
    }

    /// The text; none when it is longer than that, or cannot be read.
    pub fn text(&self, longest: usize) -> Option<String> {
        let is_short = usize::try_from(self.size()).is_ok_and(|size| size <= longest);
        let mut text = String::new();
        let read = is_short.then(|| self.source.open().ok()?.read_to_string(&mut text).ok());
        read.flatten().map(|_| text)
    }

    /// What is known of it before it runs; it is read for that once.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn survey(&self, dialect: Dialect) -> Result<&Survey, Problem> {
        let slot = match dialect {
            Dialect::Postgres => &self.surveys[0],
            Dialect::Mysql => &self.surveys[1],
            Dialect::Sqlite => &self.surveys[2],
        };
        if let Some(survey) = slot.get() {
            return Ok(survey);
        }
        let survey = Survey::of(self, dialect).map_err(|error| self.unreadable(&error))?;
        Ok(slot.get_or_init(|| survey))
    }

    /// The problem when reading fails.
    pub fn unreadable(&self, error: &io::Error) -> Problem {
        Problem::new(format!("the SQL file cannot be read: {error}"))
            .at(self.begin())
            .help("check that the file is there, may be read, and is UTF-8")
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("file", &self.file)
            .field("line", &self.line)
            .field("in_transaction", &self.in_transaction)
            .finish_non_exhaustive()
    }
}

/// A migration that is SQL in a file.
#[derive(Debug, Clone)]
pub struct SqlFile {
    /// The way up.
    pub up: Arc<Script>,
    /// The way down. Nothing can be derived here: without one there is no way back.
    pub down: Option<Arc<Script>>,
}
