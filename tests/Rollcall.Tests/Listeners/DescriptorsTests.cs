using Rollcall.Listeners;

namespace Rollcall.Tests.Listeners;

public sealed class DescriptorsTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 576)]
    [InlineData("Max open files            200                  524288               files     ", 1)]
    [InlineData("Max open files            unlimited            unlimited            files     ", int.MaxValue)]
    [InlineData("Max processes             1024                 524288               processes ", int.MaxValue)]
    public void Clients_GetThreeQuartersOfWhatTheSoftLimitLeaves(string line, int room) =>
        Descriptors.RoomForClients(["Limit                     Soft Limit           Hard Limit           Units     ", line]).ShouldBe(room);
}
