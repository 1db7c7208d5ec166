use std::sync::Arc;

use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, big_pk_auto, boolean, decimal_len, integer, string_len, text_null,
    timestamp_with_time_zone,
};
use sea_orm_migration::sea_orm::Database;
use tokio::runtime::Runtime;

use super::{Done, Tool, locked};
use crate::{Result, history};

/// Migrations of its own builder, with its pool and default settings.
pub struct SeaOrm {
    count: usize,
    runtime: Arc<Runtime>,
}

impl SeaOrm {
    pub fn new(count: usize, runtime: Arc<Runtime>) -> Self {
        Self { count, runtime }
    }
}

struct CreateTable {
    name: String,
    table: String,
}

impl MigrationName for CreateTable {
    fn name(&self) -> &str {
        &self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateTable {
    async fn up(&self, manager: &SchemaManager) -> std::result::Result<(), DbErr> {
        let table = || Alias::new(self.table.as_str());
        let create = Table::create()
            .table(table())
            .col(big_pk_auto("id"))
            .col(string_len("name", 200))
            .col(text_null("description"))
            .col(decimal_len("price", 10, 2).default(0))
            .col(boolean("active").default(true))
            .col(big_integer_null("parent_id"))
            .col(integer("amount").default(1))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .foreign_key(
                ForeignKey::create()
                    .name(format!("{}_parent_id_fkey", self.table))
                    .from(table(), "parent_id")
                    .to(table(), "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .check((
                Alias::new(format!("{}_price_positive", self.table)),
                Expr::col("price").gte(0),
            ))
            .to_owned();
        manager.create_table(create).await?;
        let by_name = Index::create()
            .name(format!("{}_name_idx", self.table))
            .table(table())
            .col("name")
            .to_owned();
        manager.create_index(by_name).await?;
        let by_activity = Index::create()
            .name(format!("{}_active_created_at_idx", self.table))
            .table(table())
            .col("active")
            .col("created_at")
            .to_owned();
        manager.create_index(by_activity).await
    }

    async fn down(&self, manager: &SchemaManager) -> std::result::Result<(), DbErr> {
        let table = Alias::new(self.table.as_str());
        manager
            .drop_table(Table::drop().table(table).to_owned())
            .await
    }
}

#[async_trait::async_trait]
impl MigratorTraitSelf for SeaOrm {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        (0..self.count)
            .map(|n| -> Box<dyn MigrationTrait> {
                Box::new(CreateTable {
                    name: format!("m{n:06}_create_{}", history::table(n)),
                    table: history::table(n),
                })
            })
            .collect()
    }
}

impl Tool for SeaOrm {
    fn name(&self) -> &'static str {
        "sea-orm-migration"
    }

    fn version(&self) -> Result<String> {
        locked("sea-orm-migration")
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            self.up(&database, None).await?;
            database.close().await?;
            Ok(Done::Yes)
        })
    }

    fn status(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            MigratorTraitSelf::status(self, &database).await?;
            database.close().await?;
            Ok(Done::Yes)
        })
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            self.down(&database, None).await?;
            database.close().await?;
            Ok(Done::Yes)
        })
    }
}
