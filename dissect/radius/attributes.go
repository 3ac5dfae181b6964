package radius

// form is how the value of an attribute is written (RFC 2865 §5, RFC 8044).
type form uint8

const (
	octets form = iota // octets, text, an address
	number
	moment
)

// attribute is a type of attributes: the field that has its values, and their form.
type attribute struct {
	field string
	form  form
}

// attributes are those without a vendor (https://www.iana.org/assignments/radius-types).
var attributes = map[byte]attribute{
	1: {field: "radius.User_Name"}, 2: {field: "radius.User_Password_encrypted"},
	3: {field: "radius.CHAP_Password"}, 4: {field: "radius.NAS_IP_Address"}, 5: {"radius.NAS_Port", number},
	6: {"radius.Service_Type", number}, 7: {"radius.Framed_Protocol", number},
	8: {field: "radius.Framed-IP-Address"}, 9: {field: "radius.Framed_IP_Netmask"},
	10: {"radius.Framed_Routing", number}, 11: {field: "radius.Filter_Id"}, 12: {"radius.Framed_MTU", number},
	13: {"radius.Framed_Compression", number}, 14: {field: "radius.Login-IP-Host"},
	15: {"radius.Login_Service", number}, 16: {"radius.Login_TCP_Port", number},
	17: {field: "radius.Old_Password"}, 18: {field: "radius.Reply_Message"}, 19: {field: "radius.Callback_Number"},
	20: {field: "radius.Callback_Id"}, 22: {field: "radius.Framed_Route"},
	23: {field: "radius.Framed_IPX_Network"}, 24: {field: "radius.State"}, 25: {field: "radius.Class"},
	27: {"radius.Session_Timeout", number}, 28: {"radius.Idle_Timeout", number},
	29: {"radius.Termination_Action", number}, 30: {field: "radius.Called_Station_Id"},
	31: {field: "radius.Calling_Station_Id"}, 32: {field: "radius.NAS_Identifier"},
	33: {field: "radius.Proxy_State"}, 34: {field: "radius.Login_LAT_Service"},
	35: {field: "radius.Login_LAT_Node"}, 36: {field: "radius.Login_LAT_Group"},
	37: {"radius.Framed_AppleTalk_Link", number}, 38: {"radius.Framed_AppleTalk_Network", number},
	39: {field: "radius.Framed_AppleTalk_Zone"}, 40: {"radius.Acct_Status_Type", number},
	41: {"radius.Acct_Delay_Time", number}, 42: {"radius.Acct_Input_Octets", number},
	43: {"radius.Acct_Output_Octets", number}, 44: {field: "radius.Acct_Session_Id"},
	45: {"radius.Acct_Authentic", number}, 46: {"radius.Acct_Session_Time", number},
	47: {"radius.Acct_Input_Packets", number}, 48: {"radius.Acct_Output_Packets", number},
	49: {"radius.Acct_Terminate_Cause", number}, 50: {field: "radius.Acct_Multi_Session_Id"},
	51: {"radius.Acct_Link_Count", number}, 52: {"radius.Acct_Input_Gigawords", number},
	53: {"radius.Acct_Output_Gigawords", number}, 55: {"radius.Event_Timestamp", moment},
	56: {"radius.egress_vlanid", number}, 57: {"radius.Ingress_Filters", number},
	58: {field: "radius.egress_vlan_name"}, 59: {field: "radius.User_Priority_Table"},
	60: {field: "radius.CHAP_Challenge"}, 61: {"radius.NAS_Port_Type", number}, 62: {"radius.Port_Limit", number},
	63: {field: "radius.Login_LAT_Port"}, 64: {"radius.Tunnel_Type", number},
	65: {"radius.Tunnel_Medium_Type", number}, 66: {field: "radius.Tunnel_Client_Endpoint"},
	67: {field: "radius.Tunnel_Server_Endpoint"}, 68: {field: "radius.Acct_Tunnel_Connection"},
	69: {field: "radius.Tunnel_Password_encrypted"}, 70: {field: "radius.ARAP_Password"},
	71: {field: "radius.ARAP_Features"}, 72: {"radius.ARAP_Zone_Access", number},
	73: {"radius.ARAP_Security", number}, 74: {field: "radius.ARAP_Security_Data"},
	75: {"radius.Password_Retry", number}, 76: {"radius.Prompt", number}, 77: {field: "radius.Connect_Info"},
	78: {field: "radius.Configuration_Token"}, 79: {field: "radius.EAP_Message"},
	80: {field: "radius.Message_Authenticator"}, 81: {field: "radius.Tunnel_Private_Group_Id"},
	82: {field: "radius.Tunnel_Assignment_Id"}, 83: {"radius.Tunnel_Preference", number},
	84: {field: "radius.ARAP_Challenge_Response"}, 85: {"radius.Acct_Interim_Interval", number},
	86: {"radius.Acct_Tunnel_Packets_Lost", number}, 87: {field: "radius.NAS_Port_Id"},
	88: {field: "radius.Framed_Pool"}, 89: {field: "radius.Chargeable_User_Identity"},
	90: {field: "radius.Tunnel_Client_Auth_Id"}, 91: {field: "radius.Tunnel_Server_Auth_Id"},
	92: {field: "radius.NAS_Filter_Rule"}, 94: {field: "radius.Originating_Line_Info"},
	95: {field: "radius.NAS_IPv6_Address"}, 96: {field: "radius.Framed_Interface_Id"},
	97: {field: "radius.Framed_IPv6_Prefix"}, 98: {field: "radius.Login_IPv6_Host"},
	99: {field: "radius.Framed_IPv6_Route"}, 100: {field: "radius.Framed_IPv6_Pool"},
	101: {"radius.Error_Cause", number}, 102: {field: "radius.EAP_Key_Name"},
	123: {field: "radius.Delegated_IPv6_Prefix"}, 124: {field: "radius.MIP6_Feature_Vector"},
	125: {field: "radius.MIP6_Home_Link_Prefix"}, 126: {"radius.Multi_Link_Flag", number},
	127: {field: "radius.Location_Information"}, 128: {field: "radius.Location_Data"},
	129: {field: "radius.Basic_Location_Policy_Rules"}, 130: {field: "radius.Extended_Location_Policy_Rules"},
	131: {"radius.Location_Capable", number}, 132: {"radius.Requested_Location_Info", number},
	133: {"radius.Framed_Management", number}, 134: {"radius.Management_Transport_Protection", number},
	135: {field: "radius.Management_Policy_Id"}, 136: {"radius.Management_Privilege_Level", number},
	137: {field: "radius.PKM_SS_Cert"}, 138: {field: "radius.PKM_CA_Cert"},
	139: {field: "radius.PKM_Config_Settings"}, 140: {field: "radius.PKM_Cryptosuite_List"},
	141: {"radius.PKM_SAID", number}, 142: {field: "radius.PKM_SA_Descriptor"},
	143: {field: "radius.PKM_Auth_Key"}, 144: {field: "radius.DS_Lite_Tunnel_Name"},
	145: {field: "radius.Mobile_Node_Identifier"}, 146: {field: "radius.Service_Selection"},
	147: {field: "radius.PMIP6_Home_LMA_IPv6_Address"}, 148: {field: "radius.PMIP6_Visited_LMA_IPv6_Address"},
	149: {field: "radius.PMIP6_Home_LMA_IPv4_Address"}, 150: {field: "radius.PMIP6_Visited_LMA_IPv4_Address"},
	151: {field: "radius.PMIP6_Home_HN_Prefix"}, 152: {field: "radius.PMIP6_Visited_HN_Prefix"},
	153: {field: "radius.PMIP6_Home_Interface_ID"}, 154: {field: "radius.PMIP6_Visited_Interface_ID"},
	155: {field: "radius.PMIP6_Home_IPv4_HoA"}, 156: {field: "radius.PMIP6_Visited_IPv4_HoA"},
	157: {field: "radius.PMIP6_Home_DHCP4_Server_Address"},
	158: {field: "radius.PMIP6_Visited_DHCP4_Server_Address"},
	159: {field: "radius.PMIP6_Home_DHCP6_Server_Address"},
	160: {field: "radius.PMIP6_Visited_DHCP6_Server_Address"}, 161: {field: "radius.PMIP6_Home_IPv4_Gateway"},
	162: {field: "radius.PMIP6_Visited_IPv4_Gateway"}, 163: {"radius.EAP_Lower_Layer", number},
	164: {field: "radius.GSS_Acceptor_Service_Name"}, 165: {field: "radius.GSS_Acceptor_Host_Name"},
	166: {field: "radius.GSS_Acceptor_Service_Specifics"}, 167: {field: "radius.GSS_Acceptor_Realm_Name"},
	168: {field: "radius.Framed_IPv6_Address"}, 169: {field: "radius.DNS_Server_IPv6_Address"},
	170: {field: "radius.Route_IPv6_Information"}, 171: {field: "radius.Delegated_IPv6_Prefix_Pool"},
	172: {field: "radius.Stateful_IPv6_Address_Pool"}, 173: {field: "radius.IPv6_6rd_Configuration"},
}
