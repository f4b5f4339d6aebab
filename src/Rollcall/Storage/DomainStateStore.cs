using Dapper;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>The states of domains, in the table that has their kept counts too.</summary>
internal sealed class DomainStateStore(RecipientStore store) : IDomainStateStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<DomainState>?> StatesAsync() => await store.QueryAsync(connection =>
        connection.Query<(string Domain, string Destination, long? AcceptsAllAt, long? FilteringAt, long? RefusedSince, long? BrakeSince)>(
            "select domain, destination, accepts_all_at, filtering_at, refused_since, brake_since from domain_state where destination is not null")
            .Select(row => new DomainState(row.Domain, row.Destination)
            {
                AcceptsAllAt = row.AcceptsAllAt,
                FilteringAt = row.FilteringAt,
                RefusedSince = row.RefusedSince,
                BrakeSince = row.BrakeSince,
            }).ToList()).ConfigureAwait(false) as IReadOnlyList<DomainState>;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeldBack>?> HeldBackAsync() => await store.QueryAsync(connection =>
        connection.Query<(string Domain, string Local, long ValidAgain)>(
            """
            select e.domain, e.local, case when r.verdict = 'valid' and r.stage is not null and r.verified_at > max(e.at) then 1 else 0 end
            from domain_state s join recipient_event e on e.domain = s.domain and e.at >= s.brake_since and e.kind in ('held', 'restored')
              left join recipient r on r.domain = e.domain and r.local = e.local
            where s.brake_since is not null group by e.domain, e.local, r.verdict, r.stage, r.verified_at
            """)
            .Select(row => new HeldBack(new RecipientKey(row.Domain, row.Local), row.ValidAgain == 1)).ToList()).ConfigureAwait(false) as IReadOnlyList<HeldBack>;

    /// <inheritdoc/>
    public async Task<bool> KeepAsync(DomainState state) => await store.WriteAsync(state.Domain, connection =>
    {
        connection.Execute(
            """
            insert into domain_state (domain, destination, accepts_all_at, filtering_at, refused_since, brake_since)
            values (@Domain, @Destination, @AcceptsAllAt, @FilteringAt, @RefusedSince, @BrakeSince)
            on conflict (domain) do update set destination = excluded.destination, accepts_all_at = excluded.accepts_all_at,
              filtering_at = excluded.filtering_at, refused_since = excluded.refused_since, brake_since = excluded.brake_since
            """,
            state);
        return StoreWrite.Done;
    }).ConfigureAwait(false) == StoreWrite.Done;
}
