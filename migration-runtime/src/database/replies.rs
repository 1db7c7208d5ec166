//! What comes back from a driver, read in the same way for all of them.

use std::sync::Arc;

use futures_util::{Stream, TryStreamExt as _};
use migration_core::Value;
use sqlx::{Column as _, Either};

use super::Reply;
use migration_core::Row;

/// What a driver sends: the end of a statement, or a row of it.
type Sent<DB> = Either<<DB as sqlx::Database>::QueryResult, <DB as sqlx::Database>::Row>;

/// Passes everything on as it comes. `read` reads a driver's row at a position.
pub(super) async fn stream<DB: sqlx::Database>(
    mut replies: impl Stream<Item = sqlx::Result<Sent<DB>>> + Unpin,
    read: impl Fn(&DB::Row, usize) -> sqlx::Result<Value>,
    on_reply: &mut (dyn FnMut(Reply) + Send),
) -> sqlx::Result<()> {
    let mut columns = Columns::default();
    while let Some(reply) = replies.try_next().await? {
        on_reply(match reply {
            Either::Left(_) => {
                columns = Columns::default();
                Reply::Done
            }
            Either::Right(row) => Reply::Row(columns.read::<DB>(&row, &read)?),
        });
    }
    Ok(())
}

/// All rows of all statements, and how many rows they touched. `touched` is each driver's own method.
pub(super) async fn collect<DB: sqlx::Database>(
    replies: impl Stream<Item = sqlx::Result<Sent<DB>>> + Unpin,
    read: impl Fn(&DB::Row, usize) -> sqlx::Result<Value>,
    touched: fn(&DB::QueryResult) -> u64,
) -> sqlx::Result<(Vec<Row>, u64)> {
    let mut all = All::default();
    let mut replies = replies;
    while let Some(reply) = replies.try_next().await? {
        all.add::<DB>(reply, &read, touched)?;
    }
    Ok((all.rows, all.touched))
}

/// The same for replies that are all there.
pub(super) fn read<DB: sqlx::Database>(
    replies: Vec<Sent<DB>>,
    read: impl Fn(&DB::Row, usize) -> sqlx::Result<Value>,
    touched: fn(&DB::QueryResult) -> u64,
) -> sqlx::Result<(Vec<Row>, u64)> {
    let mut all = All::default();
    for reply in replies {
        all.add::<DB>(reply, &read, touched)?;
    }
    Ok((all.rows, all.touched))
}

#[derive(Default)]
struct All {
    rows: Vec<Row>,
    touched: u64,
    columns: Columns,
}

impl All {
    fn add<DB: sqlx::Database>(
        &mut self,
        reply: Sent<DB>,
        read: &impl Fn(&DB::Row, usize) -> sqlx::Result<Value>,
        touched: fn(&DB::QueryResult) -> u64,
    ) -> sqlx::Result<()> {
        match reply {
            Either::Left(done) => {
                self.touched += touched(&done);
                self.columns = Columns::default();
            }
            Either::Right(row) => self.rows.push(self.columns.read::<DB>(&row, read)?),
        }
        Ok(())
    }
}

/// The names of the columns, read once for each statement.
#[derive(Default)]
struct Columns(Option<Arc<[String]>>);

impl Columns {
    fn read<DB: sqlx::Database>(
        &mut self,
        row: &DB::Row,
        read: &impl Fn(&DB::Row, usize) -> sqlx::Result<Value>,
    ) -> sqlx::Result<Row> {
        let columns = self.0.get_or_insert_with(|| {
            let names = sqlx::Row::columns(row).iter();
            names.map(|column| column.name().to_owned()).collect()
        });
        let values = (0..columns.len())
            .map(|at| read(row, at))
            .collect::<Result<_, _>>()?;
        Ok(Row::new(columns.clone(), values))
    }
}
