//! What comes back from a driver, read in the same way for all of them.

use std::sync::Arc;

use futures_util::{Stream, TryStreamExt as _};
use migration_core::Value;
use sqlx::{Column as _, Either};

use super::Reply;
use migration_core::Row;

/// What a driver sends: the end of a statement, or a row of it.
type Sent<DB> = Either<<DB as sqlx::Database>::QueryResult, <DB as sqlx::Database>::Row>;

/// How a driver's row is read at a position.
type Read<DB> = fn(&<DB as sqlx::Database>::Row, usize) -> sqlx::Result<Value>;

/// Passes everything on as it comes.
pub(super) async fn stream<DB: sqlx::Database>(
    mut replies: impl Stream<Item = sqlx::Result<Sent<DB>>> + Unpin,
    read: Read<DB>,
    on_reply: &mut (dyn FnMut(Reply) + Send),
) -> sqlx::Result<()> {
    let mut columns = Columns::default();
    while let Some(reply) = replies.try_next().await? {
        on_reply(match reply {
            Either::Left(_) => {
                columns = Columns::default();
                Reply::Done
            }
            Either::Right(row) => Reply::Row(columns.read::<DB>(&row, read)?),
        });
    }
    Ok(())
}

/// All rows of all statements, and how many rows they touched. `touched` is each driver's own method.
pub(super) async fn collect<DB: sqlx::Database>(
    mut replies: impl Stream<Item = sqlx::Result<Sent<DB>>> + Unpin,
    read: Read<DB>,
    touched: fn(&DB::QueryResult) -> u64,
) -> sqlx::Result<(Vec<Row>, u64)> {
    let (mut rows, mut sum) = (Vec::new(), 0);
    let mut columns = Columns::default();
    while let Some(reply) = replies.try_next().await? {
        match reply {
            Either::Left(done) => {
                sum += touched(&done);
                columns = Columns::default();
            }
            Either::Right(row) => rows.push(columns.read::<DB>(&row, read)?),
        }
    }
    Ok((rows, sum))
}

/// The names of the columns, read once for each statement.
#[derive(Default)]
struct Columns(Option<Arc<[String]>>);

impl Columns {
    fn read<DB: sqlx::Database>(&mut self, row: &DB::Row, read: Read<DB>) -> sqlx::Result<Row> {
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
