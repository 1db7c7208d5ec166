//! A search in a table that is being put together.

use std::fmt::Write as _;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use migration_core::builder::IntoNamed;
use migration_core::schema::ObjectName;
use migration_core::{Location, Row, ValueError};
use serde::de::DeserializeOwned;

use super::condition::Condition;
use super::db::Db;
use crate::error::{Error, ErrorKind, Result};

/// Rows of a table, when it is awaited: see [`Db::find`].
#[must_use = "a search does nothing until it is awaited"]
pub struct Find<'q, 'c> {
    db: &'q mut Db<'c>,
    table: ObjectName,
    with: Result<Row, ValueError>,
    /// Columns, and whether the largest comes first.
    order: Vec<(String, bool)>,
    limit: Option<u64>,
    at: Location,
}

impl<'q, 'c> Find<'q, 'c> {
    pub(super) fn new(
        db: &'q mut Db<'c>,
        table: ObjectName,
        with: Result<Row, ValueError>,
        at: Location,
    ) -> Self {
        Self {
            db,
            table,
            with,
            order: Vec::new(),
            limit: None,
            at,
        }
    }

    /// In the order of this column, the smallest first; after that of the columns that were said before.
    pub fn order_by(mut self, column: impl IntoNamed) -> Self {
        self.order.push((column.into_named(), false));
        self
    }

    /// In the order of this column, the largest first.
    pub fn order_by_desc(mut self, column: impl IntoNamed) -> Self {
        self.order.push((column.into_named(), true));
        self
    }

    /// No more than so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// The rows as structs: see [`Row::into_row`].
    ///
    /// # Errors
    ///
    /// Those of the search, and those of a row that is not such a struct.
    pub async fn fetch_as<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        let at = self.at;
        let rows = self.await?.into_iter().map(Row::into_row);
        let typed: Result<Vec<T>, ValueError> = rows.collect();
        typed.map_err(|error| Error::from(error).or_at(Some(at)))
    }

    async fn fetch(self) -> Result<Vec<Row>> {
        let Self { db, with, .. } = self;
        db.flush().await?;
        let (dialect, table) = (db.dialect(), db.table(&self.table).await?);
        let condition = Condition::new(dialect, &table, with?, 0)?;
        let mut sql = format!(
            "SELECT {} FROM {} WHERE {}",
            table.read_list(),
            table.quoted(),
            condition.sql
        );
        for (at, (name, descending)) in self.order.iter().enumerate() {
            let column = dialect.quote(&table.column(name)?.name);
            sql.push_str(if at == 0 { " ORDER BY " } else { ", " });
            sql.push_str(&column);
            sql.push_str(if *descending { " DESC" } else { "" });
        }
        if let Some(limit) = self.limit {
            // Writing into a String cannot fail.
            let _ = write!(sql, " LIMIT {limit}");
        }
        let what = format!("find in \"{}\"", table.name);
        db.rows(&sql, &condition.values, &what).await
    }
}

impl<'q> IntoFuture for Find<'q, '_> {
    type Output = Result<Vec<Row>>;
    type IntoFuture = BoxFuture<'q, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let at = self.at;
        let fetch = self.fetch();
        fetch
            .map(move |rows| rows.map_err(|error| error.or_at(Some(at))))
            .boxed()
    }
}

/// The only row of its kind, when it is awaited: see [`Db::find_one`].
#[must_use = "a search does nothing until it is awaited"]
pub struct FindOne<'q, 'c>(Find<'q, 'c>);

impl<'q, 'c> FindOne<'q, 'c> {
    pub(super) fn new(find: Find<'q, 'c>) -> Self {
        Self(find.limit(2))
    }

    /// The row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`Db::find_one`], but for a row that is not there.
    pub async fn optional(self) -> Result<Option<Row>> {
        let (at, with, table) = (self.0.at, self.0.with.clone(), self.0.table.clone());
        let mut rows = self.0.await?;
        if rows.len() > 1 {
            let what = described(&with?);
            let message = format!("more than one row of \"{table}\" has {what}");
            return Err(Error::new(ErrorKind::SeveralRows, message)
                .or_at(Some(at))
                .help("say more of the row, or take any of them by `find(...).limit(1)`"));
        }
        Ok(rows.pop())
    }

    async fn one(self) -> Result<Row> {
        let (at, with, table) = (self.0.at, self.0.with.clone(), self.0.table.clone());
        match self.optional().await? {
            Some(row) => Ok(row),
            None => {
                let message = format!("no row of \"{table}\" has {}", described(&with?));
                Err(Error::new(ErrorKind::NoRow, message)
                    .or_at(Some(at))
                    .help("where it need not be there, say `find_one(...).optional()`"))
            }
        }
    }
}

impl<'q> IntoFuture for FindOne<'q, '_> {
    type Output = Result<Row>;
    type IntoFuture = BoxFuture<'q, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.one().boxed()
    }
}

/// What was looked for, in words, as far as a line takes it.
pub(super) fn described(with: &Row) -> String {
    const MOST_CHARS: usize = 200;
    let pairs = with.columns().iter().zip(with.values());
    let pair = |(name, value): (&String, &migration_core::Value)| match value.to_text() {
        None => format!("{name} = NULL"),
        Some(text) => format!("{name} = {text:?}"),
    };
    let words = match with.columns().is_empty() {
        true => "any values".to_owned(),
        false => pairs.map(pair).collect::<Vec<_>>().join(", "),
    };
    match words.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}...", &words[..end]),
        None => words,
    }
}
