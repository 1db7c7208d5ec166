//! What is in a database before the test: all of it is brought back, whatever has changed.

use sqlx::sqlite::SqliteOwnedBuf;

use crate::testing::pool::{Held, Pool};

/// Loads an image into the only connection of a pool.
pub(super) async fn load(pool: &Pool, image: &[u8]) -> sqlx::Result<()> {
    match pool.hold().await? {
        Held::Sqlite(mut connection) => {
            let image = SqliteOwnedBuf::try_from(image)?;
            sqlx::Connection::clear_cached_statements(&mut *connection).await?;
            connection.deserialize(None, image, false).await?;
            connection.return_to_pool().await;
            Ok(())
        }
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => Ok(()),
    }
}

/// The image of a connection's database.
pub(super) async fn bytes(held: Held) -> sqlx::Result<Vec<u8>> {
    match held {
        Held::Sqlite(mut connection) => {
            let image = connection.serialize(None).await?.to_vec();
            connection.return_to_pool().await;
            Ok(image)
        }
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => Ok(Vec::new()),
    }
}
