package stats

// Severity says how much a finding matters.
type Severity uint8

// Severities, from the least.
const (
	Remark  Severity = iota // worth knowing
	Notice                  // unusual
	Warning                 // something did not work as it should
)

var severities = [...]string{"remark", "notice", "warning"}

func (s Severity) String() string { return severities[s] }

// findingKind is what is remarked.
type findingKind uint8

const (
	mailRefused findingKind = iota
	mailDeferred
	loginRefused
	passwordInClear
	formPassword
	bareLineFeed
	httpClientError
	httpServerError
	dnsUnanswered
	dnsFailed
	dnsNoSuchName
	dnsContradiction
	dnsTruncated
	dnsTruncatedLost
	dnsTunnel
	udpPortUnreachable
	hostUnreachable
	pathMTU
	ftpCommandRefused
	ftpDataRefused
	ftpDataMissing
	ftpShort
	callNotTaken
	callSlow
	callOneWay
	mediaLost
	mediaUneven
	bruteForce
	trackerRefused
	trackerUnanswered
	trackerWarning
	tableSilent
	portNotReached
	utpUnanswered
	utpSlow
	corruptPiece
	allChoke
	resetInTheMiddle
	samePeerTwice
	arpConflict
	arpUnanswered
	requestUnanswered
	slowServer
	slowNetwork
	windowExhausted
	headOfLine
	streamsExhausted
	strained
	resentSegments
	reordered
	zeroWindow
	connectionRefused
	connectionUnanswered
	connectionReset
	captureLoss
	oneSided
	oversized
	doubledFrames
	clockJump
	cutFrames
	certificateExpired
	certificateEarly
	certificateName
	certificateSelfSigned
	tlsFailed
	tlsOldVersion
	tlsWeakCipher
	starttlsUnused
	starttlsStripped
	starttlsNotOffered
	encrypted
	findingKinds
)
