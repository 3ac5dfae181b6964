package edonkey

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var searchNames = parts.Names{0: "Boolean", 1: "Name", 2: "Metadata", 3: "Numeric"}

var operatorNames = parts.Names{0: "AND", 1: "OR", 2: "AND NOT"}

var fields = parts.Fields([]dissect.Field{
	{Name: "edonkey.message", Title: "eDonkey Message", Type: dissect.Label},
	{Name: "edonkey.protocol", Title: "Protocol", Type: dissect.Uint, Base: dissect.Hex2, Names: familyNames.Name},
	{Name: "edonkey.message.length", Title: "Message Length", Type: dissect.Uint},
	{Name: "edonkey.message.type", Title: "Message Type", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "edonkey.emule.zlib", Title: "Compressed Data", Type: dissect.Label},
	{Name: "edonkey.clientinfo", Title: "eDonkey Client Info", Type: dissect.Label},
	{Name: "edonkey.fileinfo", Title: "eDonkey File Info", Type: dissect.Label},
	{Name: "edonkey.user_hash_length", Title: "User hash length", Type: dissect.Uint},
	{Name: "edonkey.client_hash", Title: "Client Hash", Type: dissect.Octets},
	{Name: "edonkey.file_hash", Title: "File Hash", Type: dissect.Octets},
	{Name: "edonkey.hash", Title: "Hash", Type: dissect.Octets},
	{Name: "edonkey.clientid", Title: "Client ID", Type: dissect.IPv4},
	{Name: "edonkey.ip", Title: "IP", Type: dissect.IPv4},
	{Name: "edonkey.port", Title: "Port", Type: dissect.Uint},
	{Name: "edonkey.list_size", Title: "List Size", Type: dissect.Uint},
	{Name: "edonkey.metatag", Title: "eDonkey Meta Tag", Type: dissect.Label},
	{Name: "edonkey.metatag.type", Title: "Meta Tag Type", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "edonkey.metatag.namesize", Title: "Meta Tag Name Size", Type: dissect.Uint},
	{Name: "edonkey.metatag.id", Title: "Meta Tag ID", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "edonkey.metatag.name", Title: "Meta Tag Name", Type: dissect.String},
	{Name: "edonkey.meta_tag_value.uint", Title: "Meta Tag Value", Type: dissect.Uint},
	{Name: "edonkey.string_length", Title: "String Length", Type: dissect.Uint},
	{Name: "edonkey.string", Title: "String", Type: dissect.String},
	{Name: "edonkey.file_size", Title: "File size", Type: dissect.Uint},
	{Name: "edonkey.part_count", Title: "Part Count", Type: dissect.Uint},
	{Name: "edonkey.file_status", Title: "File Status", Type: dissect.Octets},
	{Name: "edonkey.start_offset", Title: "Start Offset", Type: dissect.Uint},
	{Name: "edonkey.end_offset", Title: "End Offset", Type: dissect.Uint},
	{Name: "edonkey.message_data", Title: "Message Data", Type: dissect.Octets},
	{Name: "edonkey.emule.packed_length", Title: "Packed Length", Type: dissect.Uint},
	{Name: "edonkey.emule.compressed_message_data", Title: "Compressed Message Data", Type: dissect.Octets},
	{Name: "edonkey.emule.version", Title: "Version", Type: dissect.Uint},
	{Name: "edonkey.emule.queue_ranking", Title: "Queue Ranking", Type: dissect.Uint},
	{Name: "edonkey.more_search_file_results", Title: "More", Type: dissect.Bool},
	{Name: "edonkey.number_of_users", Title: "Number of Users", Type: dissect.Uint},
	{Name: "edonkey.number_of_files", Title: "Number of Files", Type: dissect.Uint},
	{Name: "edonkey.challenge", Title: "Challenge", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "edonkey.search_type", Title: "Search Type", Type: dissect.Uint, Names: searchNames.Name},
	{Name: "edonkey.search_ops", Title: "Search Operator", Type: dissect.Uint, Base: dissect.Hex2, Names: operatorNames.Name},
	{Name: "edonkey.search_limit", Title: "Search Limit", Type: dissect.Uint},
	{Name: "edonkey.search_limit_type", Title: "Limit Type", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "edonkey.kademlia.request.type", Title: "Request Type", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "edonkey.kademlia.sender.id", Title: "Sender ID", Type: dissect.String},
	{Name: "edonkey.kademlia.target.id", Title: "Target ID", Type: dissect.String},
	{Name: "edonkey.kademlia.recipients.id", Title: "Recipient's ID", Type: dissect.String},
	{Name: "edonkey.kademlia.peer", Title: "Kademlia Peer", Type: dissect.Label},
	{Name: "edonkey.kademlia.peer.id", Title: "Peer ID", Type: dissect.String},
	{Name: "edonkey.kademlia.ip", Title: "IP", Type: dissect.IPv4},
	{Name: "edonkey.kademlia.udp_port", Title: "UDP Port", Type: dissect.Uint},
	{Name: "edonkey.kademlia.tcp_port", Title: "TCP Port", Type: dissect.Uint},
	{Name: "edonkey.kademlia.peer.type", Title: "Peer Type", Type: dissect.Uint},
	{Name: "edonkey.kademlia.version", Title: "Kad Version", Type: dissect.Uint},
})

var outline = dissect.Outline{Sorted: true, Branches: []dissect.Branch{
	{Above: "edonkey.message", Below: []string{"edonkey.*"}}}}
