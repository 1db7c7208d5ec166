//! The rows of the old system, from its export: one CSV file per table, in which an empty field is NULL.

use migratory::prelude::*;

pub struct LoadTheStore;

/// Parents before children. An employee comes after whom they report to, as the file has it.
const TABLES: [&str; 11] = [
    "artist",
    "album",
    "genre",
    "media_type",
    "track",
    "employee",
    "customer",
    "invoice",
    "invoice_line",
    "playlist",
    "playlist_track",
];

#[migration]
#[async_trait]
impl DataMigration for LoadTheStore {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        for table in TABLES {
            // Somebody may have begun to type rows in by hand: theirs are not to be mixed with the export.
            if db.exists(table, row! {}).await? {
                return Err(Error::custom(format!("table {table} has rows already")));
            }
            db.insert_many(table, read(table)?).await?;
        }
        every_invoice_adds_up(db).await
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        // MySQL checks each row as it goes, so nobody may report to anybody when the employees go.
        db.execute("UPDATE employee SET reports_to = NULL").await?;
        for table in TABLES.iter().rev() {
            db.execute(format!("DELETE FROM {table}")).await?;
        }
        Ok(())
    }
}

async fn every_invoice_adds_up(db: &mut Db<'_>) -> Result<()> {
    let wrong: i64 = db
        .query(
            "SELECT count(*) FROM (
                 SELECT i.invoice_id
                 FROM invoice i JOIN invoice_line l ON l.invoice_id = i.invoice_id
                 GROUP BY i.invoice_id, i.total
                 HAVING abs(i.total - sum(l.unit_price * l.quantity)) > 0.001
             ) wrong",
        )
        .fetch_one()
        .await?
        .at(0)?;
    match wrong {
        0 => Ok(()),
        _ => Err(Error::custom(format!("{wrong} invoices do not add up"))),
    }
}

/// The rows of a table's file.
fn read(table: &str) -> Result<Vec<Row>> {
    let path = super::data_folder()?.join(format!("{table}.csv"));
    let unreadable = |error: csv::Error| Error::custom(format!("{}: {error}", path.display()));
    let mut file = csv::Reader::from_path(&path).map_err(unreadable)?;
    let columns = file.headers().map_err(unreadable)?.clone();
    let mut rows = Vec::new();
    for record in file.records() {
        let record = record.map_err(unreadable)?;
        let pairs = columns.iter().zip(record.iter());
        let pairs = pairs.map(|(column, field)| Ok((column.to_owned(), value(column, field)?)));
        rows.push(Row::from_pairs(pairs.collect::<Result<Vec<_>>>()?));
    }
    Ok(rows)
}

/// A field as a value. Times stay text, which every database reads.
fn value(column: &str, field: &str) -> Result<Value> {
    Ok(match column {
        _ if field.is_empty() => Value::Null,
        "unit_price" | "total" => Value::Decimal(field.to_owned()),
        "milliseconds" | "bytes" | "quantity" | "reports_to" => field.parse::<i64>()?.into(),
        _ if column.ends_with("_id") => field.parse::<i64>()?.into(),
        _ => field.into(),
    })
}
