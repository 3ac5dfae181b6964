package dcerpc

import "netsniff/dissect"

// Interface is what calls are of: operations by their numbers. Its place among Interfaces, counted
// from 1, is the higher half of their codes in operations.txt.
type Interface struct {
	Protocol dissect.Protocol
	Bound    string // what binds call it, if that is not the column
	uuid     string
	version  uint16 // the major one
	returns  returns
}

// returns is what the last four bytes of a response are, and how rows say it.
type returns uint8

const (
	nothing     returns = iota // no code, or one that nobody reads
	status                     // NTSTATUS
	statusTwice                // NTSTATUS, told as what it returned and as an error
	errorCode                  // of Win32
)

// name returns what binds call the interface.
func (x *Interface) name() string {
	if x.Bound != "" {
		return x.Bound
	}
	return x.Protocol.Column
}

// Interfaces are those that are known: of Windows ([MS-RPCE] and the documents of each, from [MS-SAMR] to
// [MS-WKST]), of DCE ([C706]) and of Exchange.
var Interfaces = [...]*Interface{
	{Protocol: protocol("samr", "SAMR", "SAMR", "samr"), uuid: "12345778-1234-abcd-ef00-0123456789ac", version: 1,
		returns: statusTwice},
	{Protocol: protocol("lsarpc", "Local Security Authority", "LSARPC", "lsarpc"),
		uuid: "12345778-1234-abcd-ef00-0123456789ab", returns: statusTwice},
	{Protocol: protocol("rpc_netlogon", "Microsoft Network Logon", "RPC_NETLOGON", "netlogon"),
		uuid: "12345678-1234-abcd-ef00-01234567cffb", version: 1, returns: status},
	{Protocol: protocol("srvsvc", "Server Service", "SRVSVC", "srvsvc"), uuid: "4b324fc8-1670-01d3-1278-5a47bf6ee188",
		version: 3, returns: errorCode},
	{Protocol: protocol("wkssvc", "Workstation Service", "WKSSVC", "wkssvc"),
		uuid: "6bffd098-a112-3610-9833-46c3f87e345a", version: 1, returns: errorCode},
	{Protocol: protocol("svcctl", "Microsoft Service Control", "SVCCTL", "svcctl"),
		uuid: "367abb81-9844-35f1-ad32-98f038001003", version: 2},
	{Protocol: protocol("winreg", "Remote Registry Service", "WINREG", "winreg"),
		uuid: "338cd001-2244-31f1-aaaa-900038001003", version: 1, returns: errorCode},
	{Protocol: protocol("spoolss", "Microsoft Spool Subsystem", "SPOOLSS", "spoolss"),
		uuid: "12345678-1234-abcd-ef00-0123456789ab", version: 1},
	{Protocol: protocol("atsvc", "Microsoft AT-Scheduler Service", "ATSVC", "atsvc"),
		uuid: "1ff70682-0a51-30e8-076d-740be8cee98b", version: 1, returns: statusTwice},
	{Protocol: protocol("taskschedulerservice", "Microsoft Task Scheduler Service", "TaskSchedulerService",
		"taskschedulerservice"), uuid: "86d35949-83c9-4044-b424-db363231fd0c", version: 1},
	{Protocol: protocol("eventlog", "Event Logger", "EVENTLOG", "eventlog"),
		uuid: "82273fdc-e32a-18c3-3f78-827929dc23ea", returns: statusTwice},
	{Protocol: protocol("dssetup", "Active Directory Setup", "DSSETUP", "dssetup"),
		uuid: "3919286a-b10c-11d0-9ba8-00c04fd92ef5", returns: errorCode},
	{Protocol: protocol("drsuapi", "DRSUAPI", "DRSUAPI", "drsuapi"), uuid: "e3514235-4b06-11d1-ab04-00c04fc2dcd2",
		version: 4, returns: status},
	{Protocol: protocol("epm", "DCE/RPC Endpoint Mapper", "EPM", "epm"), uuid: "e1af8308-5d1f-11c9-91a4-08002b14a0fa",
		version: 3, Bound: "EPMv4"},
	{Protocol: protocol("mgmt", "DCE/RPC Remote Management", "MGMT", "mgmt"),
		uuid: "afa8bd80-7d8a-11c9-bef4-08002b102989", version: 1},
	{Protocol: protocol("nspi", "Exchange 5.5 Name Service Provider", "NSPI", "nspi"),
		uuid: "f5cc5a18-4264-101a-8c59-08002b2f8426", version: 56},
	{Protocol: protocol("mapi", "Exchange 5.5 EMSMDB", "MAPI", "mapi"), uuid: "a4f1db00-ca47-1067-b31f-00dd010662da"},
	{Protocol: protocol("rfr", "Exchange 2003 Directory Request For Response", "RFR", "rfr"),
		uuid: "1544f5e0-613c-11d1-93df-00c04fd7bd09", version: 1},
	{Protocol: protocol("netdfs", "Settings for Microsoft Distributed File System", "NETDFS", "netdfs"),
		uuid: "4fc742e0-4a10-11cf-8273-00aa004ae673", version: 3, returns: errorCode},
	{Protocol: protocol("initshutdown", "Init shutdown service", "INITSHUTDOWN", "initshutdown"),
		uuid: "894de0c0-0d55-11d3-a322-00c04fa321a1", version: 1, returns: errorCode},
	{Protocol: protocol("efs", "EFS", "EFS", "efs"), uuid: "c681d488-d850-11d0-8c52-00c04fd90f7e", version: 1,
		returns: errorCode},
	{Protocol: protocol("dnsserver", "DNS Server", "DNSSERVER", "dnsserver"),
		uuid: "50abc2a4-574d-40b3-9d66-ee4fd5fba076", version: 5, returns: statusTwice},
	{Protocol: protocol("frsrpc", "File Replication Service", "FRSRPC", "frsrpc"),
		uuid: "f5cc59b4-4264-101a-8c59-08002b2f8426", version: 1, returns: errorCode},
	{Protocol: protocol("frsapi", "Microsoft File Replication Service API", "FRSAPI", "frsapi"),
		uuid: "d049b186-814f-11d1-9a3c-00c04fc9b232", version: 1},
	{Protocol: protocol("frstrans", "File Replication Service DFS-R", "FRSTRANS", "frstrans"),
		uuid: "897e2e5f-93f3-4376-9c9c-fd2277495c27", version: 1, returns: errorCode},
	{Protocol: protocol("iremotewinspool", "IRemoteWinspool SubSystem", "IREMOTEWINSPOOL", "iremotewinspool"),
		uuid: "76f03f96-cdfd-44fc-a22c-64950a001209", version: 1, returns: errorCode},
	{Protocol: protocol("isystemactivator", "ISystemActivator Resolver", "ISystemActivator", "isystemactivator"),
		uuid: "000001a0-0000-0000-c000-000000000046"},
	{Protocol: protocol("oxid", "DCOM OXID Resolver", "IOXIDResolver", "oxid"),
		uuid: "99fcfec4-5260-101b-bbcb-00aa0021347a"},
	{Protocol: protocol("remact", "DCOM IRemoteActivation", "REMACT", "remact"),
		uuid: "4d9f4ab8-7d1c-11cf-861e-0020af6e7c57"},
	{Protocol: protocol("remunk", "IRemUnknown", "IRemUnknown", "remunk"), uuid: "00000131-0000-0000-c000-000000000046"},
	{Protocol: protocol("remunk2", "IRemUnknown2", "IRemUnknown2", "remunk2"), uuid: "00000143-0000-0000-c000-000000000046"},
	{Protocol: protocol("dispatch", "DCOM IDispatch", "IDispatch", "dispatch"),
		uuid: "00020400-0000-0000-c000-000000000046"},
	{Protocol: protocol("mdssvc", "Spotlight metadata search service", "MDSSVC", "mdssvc"),
		uuid: "885d85fb-c754-4062-a0e7-6872ce0064f4", version: 2},
	{Protocol: protocol("fsrvp", "File Server Remote VSS Protocol", "FSRVP", "fsrvp"),
		uuid: "a8e0653c-2744-4389-a61d-7373df8b2292", version: 1, returns: statusTwice},
	{Protocol: protocol("witness", "SMB Witness Service", "WITNESS", "witness"),
		uuid: "ccd8c074-d0e5-4a40-92b4-d074faa6ba28", version: 1, returns: errorCode},
	{Protocol: protocol("clusapi", "Failover Cluster Management API", "CLUSAPI", "clusapi"),
		uuid: "b97db8b2-4c63-11cf-bff6-08002be23f2f", version: 3, returns: errorCode},
	{Protocol: protocol("trksvr", "Microsoft Distributed Link Tracking Server Service", "TRKSVR", "trksvr"),
		uuid: "4da1c422-943d-11d1-acae-00c04fc2aa3f", version: 1},
	{Protocol: protocol("pnp", "Microsoft Plug and Play service", "PNP", "pnp"),
		uuid: "8d9f4e40-a03d-11ce-8f69-08003e30051b", version: 1},
	{Protocol: protocol("rras", "Microsoft Routing and Remote Access Service", "RRAS", "rras"),
		uuid: "8f09f000-b7ed-11ce-bbd2-00001a181cad"},
	{Protocol: protocol("tapi", "Microsoft Telephony API Service", "TAPI", "tapi"),
		uuid: "2f5f6520-ca46-1067-b319-00dd010662da", version: 1},
	{Protocol: protocol("wzcsvc", "Wireless Configuration Service", "WZCSVC", "wzcsvc"),
		uuid: "621dff68-3c39-4c6c-aae3-e68e2c6503ad", version: 1},
	{Protocol: protocol("rpc_browser", "RPC Browser", "RPC_BROWSER", "rpc_browser"),
		uuid: "6bffd098-a112-3610-9833-012892020162"},
	{Protocol: protocol("messenger", "Microsoft Messenger Service", "Messenger", "messenger"),
		uuid: "5a7b91f8-ff00-11d0-a9b2-00c04fb6e6fc", version: 1},
}
