//! Migrations of sea-orm, by their names.

use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_auto, string_len};
use sea_orm_migration::sea_orm::Database;

pub async fn migrate(url: &str, names: &[&str]) -> crate::Result {
    let migrations = Migrations(names.iter().copied().map(str::to_owned).collect());
    let database = Database::connect(url).await?;
    migrations.up(&database, None).await?;
    database.close().await?;
    Ok(())
}

struct Migrations(Vec<String>);

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let names = self.0.iter().cloned();
        let migration = |name| -> Box<dyn MigrationTrait> { Box::new(CreateTable(name)) };
        names.map(migration).collect()
    }
}

/// `m20220101_000001_create_users`
struct CreateTable(String);

impl MigrationName for CreateTable {
    fn name(&self) -> &str {
        &self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateTable {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (_, table) = self.0.split_once("create_").unwrap_or(("", &self.0));
        let create = Table::create()
            .table(Alias::new(table))
            .col(pk_auto("id"))
            .col(string_len("name", 200))
            .to_owned();
        manager.create_table(create).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (_, table) = self.0.split_once("create_").unwrap_or(("", &self.0));
        let drop = Table::drop().table(Alias::new(table)).to_owned();
        manager.drop_table(drop).await
    }
}
